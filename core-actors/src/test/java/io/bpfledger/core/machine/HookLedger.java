package io.bpfledger.core.machine;

import io.bpfledger.journal.attachment.DeviceAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The programs and links of a hook in a ledger in memory, beside its dispatcher. Links record what
 * they are told.
 */
final class HookLedger {

  private final HookKey hook;
  private final MemoryLedger entries = new MemoryLedger();
  private Ledger ledger = Ledger.EMPTY;
  private long ids = 1;

  HookLedger(HookKey hook) {
    this.hook = hook;
  }

  Ulid freshId() {
    ids++;
    return new Ulid(ids, ids);
  }

  void post(StreamId stream, Event event) {
    Entry entry = entries.post(stream, Samples.ENVELOPE, event);
    ledger = ledger.after(stream, ledger.sequence(stream) + 1, entry);
  }

  ProgramKey program(String name) {
    ProgramKey key = new ProgramKey(freshId());
    Ulid operation = freshId();
    ProgramSpec spec =
        new ProgramSpec(
            name,
            AttachKind.XDP,
            Optional.empty(),
            Optional.empty(),
            new Bytecode(Samples.DIGEST, new Bytecode.FromFile("/opt/" + name + ".o")),
            new TreeMap<>(),
            Optional.empty());
    StreamId stream = StreamId.of(key);
    post(
        stream,
        new ProgramEvent.LoadRequested(
            operation, spec, Labels.of(Map.of()), Policy.DEFAULT, List.of(key)));
    post(stream, new ProgramEvent.Loaded(operation, load(key)));
    return key;
  }

  private static Load load(ProgramKey key) {
    int id = (int) key.ulid().low();
    return new Load(
        new Incarnation(Samples.BOOT, id, id, "0123456789abcdef"),
        "/pins/" + key,
        "/pins/" + key + "/maps",
        List.of(),
        "GPL",
        true);
  }

  void loseProgram(ProgramKey key, Loss loss) {
    post(StreamId.of(key), new ProgramEvent.ProgramLost(loss));
  }

  /** A link whose intent is durable; it has not asked to join yet. */
  LinkKey intent(ProgramKey program, int priority, Policy policy, XdpMode mode) {
    LinkKey link = new LinkKey(freshId());
    DeviceAttachment attachment =
        hook.point() == HookPoint.TCX_INGRESS
            ? new TcxAttachment(hook.device(), Direction.INGRESS, priority)
            : new XdpAttachment(hook.device(), mode, priority, ProceedOn.OfXdp.DEFAULT);
    post(
        StreamId.of(link),
        new LinkEvent.AttachRequested(
            freshId(),
            new LinkNumber(ids),
            program,
            attachment,
            Labels.of(Map.of("n", Long.toString(ids))),
            policy));
    return link;
  }

  Ulid operationOf(LinkKey link) {
    return linkState(link).underWay().orElseThrow();
  }

  LinkState.Present linkState(LinkKey link) {
    return ledger.link(link).orElseThrow().state();
  }

  DispatcherState state() {
    return ledger
        .dispatcher(hook)
        .<DispatcherState>map(found -> found.state())
        .orElseGet(DispatcherState.Absent::new);
  }

  Ledger ledger() {
    return ledger;
  }

  /** Whoever's operation it is records how it ended. */
  void conclude(Ulid operation, Outcome outcome) {
    for (var link : ledger.links()) {
      if (link.state().underWay().equals(Optional.of(operation))) {
        record(link.key(), link.state(), operation, outcome);
      }
    }
  }

  private void record(LinkKey link, LinkState state, Ulid operation, Outcome outcome) {
    StreamId stream = StreamId.of(link);
    boolean attaching = state instanceof LinkState.Attaching;
    switch (outcome) {
      case Outcome.Joined(Hold.ByDispatcher hold, Incarnation program, DeviceIdentity device)
          when attaching ->
          post(stream, new LinkEvent.Attached(operation, hold, program, Optional.of(device)));
      case Outcome.Failed(Failure failure) ->
          post(
              stream,
              attaching
                  ? new LinkEvent.AttachFailed(operation, failure, List.of())
                  : new LinkEvent.DetachFailed(operation, failure));
      case Outcome.Refused(Refusal refusal) ->
          post(
              stream,
              new LinkEvent.AttachFailed(
                  operation, new Failure.Blocked(refusal.message()), List.of()));
      case Outcome.Done _ when !attaching -> post(stream, new LinkEvent.Detached(operation));
      case Outcome.Done _ ->
          post(
              stream,
              new LinkEvent.AttachFailed(operation, new Failure.Interrupted("it left"), List.of()));
      case Outcome.Joined _, Outcome.Reserved _ ->
          throw new AssertionError(link + " in " + state.phase() + " heard " + outcome);
    }
  }

  /** A link at rest records what it is sent. */
  void hear(Effect.Send send) {
    LinkState.Present state = linkState(LinkKey.parse(send.to().key()));
    switch (send.command()) {
      case LinkCommand.Lose(Loss loss) -> {
        if (state instanceof LinkState.Attached) {
          post(send.to(), new LinkEvent.LinkLost(loss));
        }
      }
      case LinkCommand.Return(
              Hold.ByDispatcher hold,
              Incarnation program,
              DeviceIdentity device) -> {
        if (!state.ended()) {
          Ulid operation = freshId();
          post(
              send.to(),
              new RepairEvent.RepairRequested(
                  operation, io.bpfledger.journal.value.Decision.RECREATE, "link.target-gone"));
          post(send.to(), new LinkEvent.Attached(operation, hold, program, Optional.of(device)));
        }
      }
      default -> throw new AssertionError(state.phase() + " link was sent " + send);
    }
  }
}
