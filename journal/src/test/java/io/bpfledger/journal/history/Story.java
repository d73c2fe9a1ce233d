package io.bpfledger.journal.history;

import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Finding;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One day: at 9 the service starts, at 10 a user loads a program, at 11 another attaches it, at 12
 * somebody detaches it behind everybody's back, at 12:01 the reconciler puts it right, at 13 the
 * user writes another label on it.
 */
final class Story {

  static final StreamId HOST = StreamId.of(Samples.INSTANCE);
  static final StreamId PROGRAM = StreamId.of(Samples.PROGRAM);
  static final StreamId LINK = StreamId.of(Samples.LINK);
  static final StreamId HOOK = StreamId.of(Samples.HOOK);

  static final Principal LOADER = new Principal.Peer(1000, 100, 4711, "bpfledger");
  static final Principal ATTACHER = new Principal.Peer(1001, 100, 4712, "agent");
  static final Principal RECONCILER = new Principal.Reconciler();

  static final Cause LOAD = new Cause.Command(Ulid.of(1, 0, 1));
  static final Cause ATTACH = new Cause.Command(Ulid.of(1, 0, 2));
  static final Cause RELABEL = new Cause.Command(Ulid.of(1, 0, 3));
  static final Ulid LOST_DISPATCHER = Ulid.of(1, 0, 4);
  static final Cause FOUND = new Cause.Finding(LOST_DISPATCHER);

  private static final Ulid LOADING = Ulid.of(2, 0, 1);
  private static final Ulid ATTACHING = Ulid.of(2, 0, 2);
  private static final Ulid BUILDING = Ulid.of(2, 0, 3);
  private static final Ulid REPAIRING = Ulid.of(2, 0, 4);
  private static final Revision.Member MEMBER =
      new Revision.Member(
          Samples.LINK, Samples.PROGRAM, "pass", 50, Optional.of(ProceedOn.OfXdp.DEFAULT));

  private final MemoryLedger ledger = new MemoryLedger();

  private Story() {}

  static MemoryLedger told() {
    Story story = new Story();
    story.morning();
    story.noon();
    story.afternoon();
    return story.ledger;
  }

  static Instant at(String time) {
    return Instant.parse("2026-11-20T" + time + ":00Z");
  }

  private void post(String time, Principal principal, Cause cause, StreamId stream, Event event) {
    ledger.post(stream, new Envelope(at(time), Samples.BOOT, principal, cause), event);
  }

  private void morning() {
    Principal service = new Principal.Peer(0, 0, 1, "java");
    post(
        "09:00",
        service,
        new Cause.Occasion("start"),
        HOST,
        new HostEvent.ServiceStarted("host.example", "6.18", "0.1.0"));
    ProgramSpec spec =
        ((ProgramEvent.LoadRequested) Samples.event("program.load-requested.1.plain")).spec();
    Load load = ((ProgramEvent.Loaded) Samples.event("program.loaded.1")).load();
    post(
        "10:00",
        LOADER,
        LOAD,
        PROGRAM,
        new ProgramEvent.LoadRequested(
            LOADING,
            spec,
            Labels.of(Map.of("owner", "loader")),
            Policy.DEFAULT,
            List.of(Samples.PROGRAM)));
    post("10:00", LOADER, LOAD, PROGRAM, new ProgramEvent.Loaded(LOADING, load));
    post(
        "11:00",
        ATTACHER,
        ATTACH,
        LINK,
        new LinkEvent.AttachRequested(
            ATTACHING,
            new LinkNumber(1),
            Samples.PROGRAM,
            new XdpAttachment(Device.named("eth0"), XdpMode.AUTOMATIC, 50, ProceedOn.OfXdp.DEFAULT),
            Labels.of(Map.of("owner", "attacher")),
            Policy.DEFAULT));
    post(
        "11:00",
        ATTACHER,
        ATTACH,
        HOOK,
        new DispatcherEvent.RevisionPlanned(
            BUILDING, new Revision(1, List.of(MEMBER)), List.of(ATTACHING)));
    post("11:00", ATTACHER, ATTACH, HOOK, live(BUILDING, 1));
    post(
        "11:00",
        ATTACHER,
        ATTACH,
        LINK,
        new LinkEvent.Attached(
            ATTACHING,
            new Hold.ByDispatcher(Samples.HOOK, 1, 0),
            Samples.INCARNATION,
            Optional.of(Samples.IDENTITY)));
  }

  private static DispatcherEvent live(Ulid operation, long revision) {
    return new DispatcherEvent.RevisionLive(
        operation,
        revision,
        new Placement.Direct(Samples.INCARNATION, new Placement.LinkHolder(Samples.HELD)),
        Samples.IDENTITY,
        "/run/bpfledger/fs/dispatchers/1/" + revision);
  }

  private void noon() {
    Finding finding =
        new Finding(
            LOST_DISPATCHER,
            "dispatcher.absent",
            Optional.of(HOOK),
            "xdp on eth0",
            "no program on the hook",
            Decision.RECREATE,
            "its links are wanted");
    post(
        "12:01",
        RECONCILER,
        new Cause.Occasion("period"),
        HOST,
        new HostEvent.ReconciliationStarted(
            Samples.RUN,
            RunTrigger.PERIOD,
            RepairMode.REPAIR,
            List.of(),
            Optional.<Digest>empty(),
            List.of(finding)));
    post(
        "12:01",
        RECONCILER,
        FOUND,
        HOOK,
        new DispatcherEvent.DispatcherLost(new Loss(LossReason.ABSENT, "no program on the hook")));
    post(
        "12:01",
        RECONCILER,
        FOUND,
        HOOK,
        new RepairEvent.RepairRequested(REPAIRING, Decision.RECREATE, "dispatcher.absent"));
    post(
        "12:01",
        RECONCILER,
        FOUND,
        HOOK,
        new DispatcherEvent.RevisionPlanned(
            REPAIRING, new Revision(2, List.of(MEMBER)), List.of(REPAIRING)));
    post("12:01", RECONCILER, FOUND, HOOK, live(REPAIRING, 2));
    post(
        "12:01",
        RECONCILER,
        new Cause.Occasion("period"),
        HOST,
        new HostEvent.ReconciliationFinished(Samples.RUN, List.of(), 900, 3_000));
  }

  private void afternoon() {
    post(
        "13:00",
        LOADER,
        RELABEL,
        PROGRAM,
        new LabelsChanged(Labels.of(Map.of("owner", "somebody else"))));
  }
}
