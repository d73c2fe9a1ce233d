package io.bpfledger.journal.testing;

import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.chain.TcVerdict;
import io.bpfledger.kernel.chain.XdpVerdict;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** One event of each type at least, and of each shape that a value in it may have. */
public final class Samples {

  public static final Ulid OPERATION = Ulid.parse("01JD3W0000000000000000000A");
  public static final ProgramKey PROGRAM = ProgramKey.parse("01JD3W0000000000000000000B");
  public static final ProgramKey OTHER_PROGRAM = ProgramKey.parse("01JD3W0000000000000000000C");
  public static final LinkKey LINK = LinkKey.parse("01JD3W0000000000000000000D");
  public static final LinkKey OTHER_LINK = LinkKey.parse("01JD3W0000000000000000000E");
  public static final Instance INSTANCE = Instance.parse("01JD3W0000000000000000000F");
  public static final Ulid RUN = Ulid.parse("01JD3W0000000000000000000G");
  public static final Ulid FINDING = Ulid.parse("01JD3W0000000000000000000H");
  public static final BootId BOOT = new BootId("2f1c1b52-6c5e-4b9d-9d0e-3f1a5c7e9b10");
  public static final Device DEVICE = Device.named("eth0");
  public static final Device BLUE = new Device("/run/netns/blue", "veth0");
  public static final HookKey HOOK = new HookKey(HookPoint.XDP, DEVICE);
  public static final Digest DIGEST = Digest.over(new byte[] {1, 2, 3});
  public static final Incarnation INCARNATION =
      new Incarnation(BOOT, 71, 4_100_000_000L, "8b87438288e11ed4");
  public static final Incarnation OTHER_INCARNATION =
      new Incarnation(BOOT, 0x8000_0001, 4_200_000_000L, "0000000000000001");
  public static final DeviceIdentity IDENTITY = new DeviceIdentity(4, 4, 4_026_531_840L);
  public static final Hold.ByLink HELD = new Hold.ByLink(BOOT, 12, "/run/bpfledger/fs/links/1");
  public static final Failure REFUSED =
      new Failure.Refused(
          "attach program",
          "xdp on eth0",
          16,
          "EBUSY",
          "another program holds the hook",
          Optional.of("this kernel has no XDP links"),
          Optional.of(DIGEST));
  public static final Envelope ENVELOPE =
      new Envelope(
          Instant.parse("2026-11-20T09:30:00.123456789Z"),
          BOOT,
          new Principal.Peer(1000, 1000, 4711, "bpfledger"),
          new Cause.Command(OPERATION));
  public static final Envelope BY_RECONCILER =
      new Envelope(ENVELOPE.time(), BOOT, new Principal.Reconciler(), new Cause.Finding(FINDING));
  public static final Envelope BY_START =
      new Envelope(ENVELOPE.time(), BOOT, ENVELOPE.principal(), new Cause.Occasion("start"));

  private static final ProgramSpec PLAIN_SPEC =
      new ProgramSpec(
          "pass",
          AttachKind.XDP,
          Optional.empty(),
          Optional.empty(),
          new Bytecode(DIGEST, new Bytecode.FromFile("/opt/xdp_pass.bpf.o")),
          new TreeMap<>(),
          Optional.empty());

  private static final ProgramSpec FULL_SPEC =
      new ProgramSpec(
          "filter",
          AttachKind.CGROUP_SKB,
          Optional.of(AttachType.CGROUP_INET_EGRESS),
          Optional.of("tcp_connect"),
          new Bytecode(
              DIGEST,
              new Bytecode.FromImage(
                  "registry.example/filter:1",
                  DIGEST,
                  Bytecode.PullPolicy.IF_NOT_PRESENT,
                  Optional.of("https://issuer.example/me"))),
          new TreeMap<>(
              Map.of(
                  "sampling",
                  Bytes.copyOf(new byte[] {1, 0, 0, 0}),
                  "debug",
                  Bytes.copyOf(new byte[0]))),
          Optional.of(OTHER_PROGRAM));

  private static final Labels LABELS =
      Labels.of(Map.of(Labels.APPLICATION, "demo", "owner", "me", "empty", ""));

  private static final Policy REPORT = new Policy(RestartPolicy.ONCE, RepairMode.REPORT);

  private static final Map<String, Event> ALL = Collections.unmodifiableMap(new Samples().events);

  private final Map<String, Event> events = new LinkedHashMap<>();

  private Samples() {
    programs();
    links();
    dispatchers();
    repairs();
    events.putAll(SampleHostEvents.all());
  }

  /**
   * The events by the name of their golden file: type, version, and variant where there are some.
   */
  public static Map<String, Event> all() {
    return ALL;
  }

  /** The event of that name. */
  public static Event event(String name) {
    Event event = ALL.get(name);
    if (event == null) {
      throw new IllegalArgumentException("no sample is called " + name);
    }
    return event;
  }

  /** Who causes such an event. */
  public static Envelope envelope(Event event) {
    return switch (event) {
      case RepairEvent _ -> BY_RECONCILER;
      case HostEvent.ServiceStarted _ -> BY_START;
      default -> ENVELOPE;
    };
  }

  /** A stream in which such an event may stand. */
  public static StreamId stream(Event event) {
    return switch (event) {
      case ProgramEvent _ -> StreamId.of(PROGRAM);
      case LinkEvent _ -> StreamId.of(LINK);
      case DispatcherEvent _ -> StreamId.of(HOOK);
      case HostEvent _ -> StreamId.of(INSTANCE);
    };
  }

  private void add(String name, Event event) {
    events.put(name, event);
  }

  private void programs() {
    add(
        "program.load-requested.1.plain",
        new ProgramEvent.LoadRequested(
            OPERATION, PLAIN_SPEC, Labels.NONE, Policy.DEFAULT, List.of(PROGRAM)));
    add(
        "program.load-requested.1.full",
        new ProgramEvent.LoadRequested(
            OPERATION, FULL_SPEC, LABELS, REPORT, List.of(PROGRAM, OTHER_PROGRAM)));
    add(
        "program.loaded.1",
        new ProgramEvent.Loaded(
            OPERATION,
            new Load(
                INCARNATION,
                "/run/bpfledger/fs/programs/1/program",
                "/run/bpfledger/fs/programs/1/maps",
                List.of(
                    new Load.LoadedMap(
                        "counters",
                        5,
                        Optional.of("/run/bpfledger/fs/programs/1/maps/counters"),
                        Load.MapOrigin.OWN),
                    new Load.LoadedMap(
                        "config", 6, Optional.of("/run/bpfledger/x"), Load.MapOrigin.OWNER),
                    new Load.LoadedMap(".rodata", 7, Optional.empty(), Load.MapOrigin.BY_NAME)),
                "Dual BSD/GPL",
                true)));
    add(
        "program.load-failed.1.refused",
        new ProgramEvent.LoadFailed(OPERATION, REFUSED, List.of("/run/bpfledger/fs/tmp-1")));
    add(
        "program.load-failed.1.interrupted",
        new ProgramEvent.LoadFailed(
            OPERATION, new Failure.Interrupted("between load and pin"), List.of()));
    add(
        "program.lost.1",
        new ProgramEvent.ProgramLost(new Loss(LossReason.REPLACED, "id 71 is another program")));
    add("program.unload-requested.1", new ProgramEvent.UnloadRequested(OPERATION));
    add("program.unloaded.1", new ProgramEvent.Unloaded(OPERATION));
    add(
        "program.unload-failed.1",
        new ProgramEvent.UnloadFailed(OPERATION, new Failure.Blocked("link 3 can't be detached")));
  }

  private void links() {
    SampleAttachments.all()
        .forEach(
            (variant, attachment) ->
                add(
                    "link.attach-requested.1." + variant,
                    new LinkEvent.AttachRequested(
                        OPERATION,
                        new LinkNumber(7),
                        PROGRAM,
                        attachment,
                        LABELS,
                        Policy.DEFAULT)));
    add(
        "link.attached.1.by-link",
        new LinkEvent.Attached(OPERATION, HELD, INCARNATION, Optional.empty()));
    add(
        "link.attached.1.by-dispatcher",
        new LinkEvent.Attached(
            OPERATION,
            new Hold.ByDispatcher(HOOK, 3, 1),
            OTHER_INCARNATION,
            Optional.of(IDENTITY)));
    add("link.attach-failed.1", new LinkEvent.AttachFailed(OPERATION, REFUSED, List.of("a pin")));
    add("link.lost.1", new LinkEvent.LinkLost(new Loss(LossReason.TARGET_GONE, "")));
    add("link.detach-requested.1", new LinkEvent.DetachRequested(OPERATION));
    add("link.detached.1", new LinkEvent.Detached(OPERATION));
    add("link.detach-failed.1", new LinkEvent.DetachFailed(OPERATION, REFUSED));
  }

  private void dispatchers() {
    Revision.Member first =
        new Revision.Member(
            LINK,
            PROGRAM,
            "pass",
            50,
            Optional.of(ProceedOn.OfXdp.of(XdpVerdict.PASS, XdpVerdict.ABORTED)));
    Revision.Member second =
        new Revision.Member(
            OTHER_LINK,
            OTHER_PROGRAM,
            "stats",
            1000,
            Optional.of(ProceedOn.OfTc.of(TcVerdict.UNSPEC, TcVerdict.PIPE)));
    Revision.Member third = new Revision.Member(LINK, PROGRAM, "pass", 0, Optional.empty());
    add(
        "dispatcher.revision-planned.1.chain",
        new DispatcherEvent.RevisionPlanned(
            OPERATION, new Revision(4, List.of(first, second)), List.of(OPERATION, RUN)));
    add(
        "dispatcher.revision-planned.1.native",
        new DispatcherEvent.RevisionPlanned(OPERATION, new Revision(1, List.of(third)), List.of()));
    placement("chain", chain(new Placement.LinkHolder(HELD)));
    placement("filter", chain(new Placement.FilterHolder(50, 1)));
    placement("direct", new Placement.Direct(INCARNATION, new Placement.LinkHolder(HELD)));
    placement(
        "native",
        new Placement.Native(List.of(new Placement.NativeMember(LINK, INCARNATION, HELD))));
    add(
        "dispatcher.revision-failed.1",
        new DispatcherEvent.RevisionFailed(OPERATION, 4, REFUSED, List.of("/run/tmp-2")));
    add(
        "dispatcher.removal-requested.1",
        new DispatcherEvent.RemovalRequested(OPERATION, List.of(OPERATION)));
    add("dispatcher.removed.1", new DispatcherEvent.DispatcherRemoved(OPERATION));
    add("dispatcher.removal-failed.1", new DispatcherEvent.RemovalFailed(OPERATION, REFUSED));
    add(
        "dispatcher.lost.1",
        new DispatcherEvent.DispatcherLost(new Loss(LossReason.REBOOT, "boot is another")));
  }

  private static Placement chain(Placement.Holder holder) {
    return new Placement.Chain(
        ChainKind.XDP_FRAGS, INCARNATION, 9, List.of(INCARNATION, OTHER_INCARNATION), holder);
  }

  private void placement(String variant, Placement placement) {
    add(
        "dispatcher.revision-live.1." + variant,
        new DispatcherEvent.RevisionLive(
            OPERATION, 4, placement, IDENTITY, "/run/bpfledger/fs/dispatchers/1/4"));
  }

  private void repairs() {
    add("labels.changed.1", new LabelsChanged(LABELS));
    add("policy.changed.1", new PolicyChanged(REPORT));
    add(
        "repair.requested.1",
        new RepairEvent.RepairRequested(OPERATION, Decision.RECREATE, "link.absent"));
    add("repair.repinned.1", new RepairEvent.Repinned(OPERATION, "/run/bpfledger/fs/links/1"));
    add(
        "repair.residue-removed.1",
        new RepairEvent.ResidueRemoved(OPERATION, List.of("/run/bpfledger/fs/tmp-1")));
    add("repair.failed.1", new RepairEvent.RepairFailed(OPERATION, REFUSED));
    add(
        "repair.suspended.1.failing",
        new RepairEvent.RepairsSuspended(
            new Suspension(
                Suspension.Reason.FAILING, Optional.of(ENVELOPE.time()), REFUSED.message())));
    add(
        "repair.suspended.1.contested",
        new RepairEvent.RepairsSuspended(
            new Suspension(Suspension.Reason.CONTESTED, Optional.empty(), "pid 812")));
    add("repair.resumed.1", new RepairEvent.RepairsResumed());
  }

  static OptionalInt pid() {
    return OptionalInt.of(812);
  }
}
