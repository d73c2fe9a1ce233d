package io.bpfledger.core.machine;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.attachment.DeviceAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
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
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.chain.ChainKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A dispatcher with its programs and links in a ledger in memory, with a shell as plain as can be:
 * what the machine decides is posted, tasks wait until the test answers them, and links record what
 * they are told.
 */
final class HookStory {

  static final DeviceIdentity IDENTITY = Samples.IDENTITY;
  static final Failure REFUSED = Samples.REFUSED;

  private static final DispatcherMachine MACHINE = new DispatcherMachine();
  private static final int ROUNDS_MAX = 10_000;

  private final HookKey hook;
  private final StreamId self;
  private final MemoryLedger entries = new MemoryLedger();
  private final Deque<KernelTask> tasks = new ArrayDeque<>();
  private final List<Effect.Send> sent = new ArrayList<>();
  private final List<Effect.Send> undelivered = new ArrayList<>();
  private final Map<Ulid, List<Outcome>> outcomes = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private List<Request<DispatcherCommand>> waiting = new ArrayList<>();
  private Ledger ledger = Ledger.EMPTY;
  private long ids = 1;

  HookStory(HookPoint point) {
    hook = new HookKey(point, Samples.DEVICE);
    self = StreamId.of(hook);
  }

  static HookStory onXdp() {
    return new HookStory(HookPoint.XDP);
  }

  HookKey hook() {
    return hook;
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

  static Load load(ProgramKey key) {
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

  LinkKey intent(ProgramKey program, int priority) {
    return intent(program, priority, Policy.DEFAULT, XdpMode.AUTOMATIC);
  }

  Ulid operationOf(LinkKey link) {
    return linkState(link).underWay().orElseThrow();
  }

  /** The link asks to join. */
  void join(LinkKey link) {
    ask(operationOf(link), new DispatcherCommand.Join(link));
  }

  LinkKey joining(ProgramKey program, int priority) {
    LinkKey link = intent(program, priority);
    join(link);
    return link;
  }

  /** The link is to be detached, and asks to leave. */
  void leave(LinkKey link) {
    post(StreamId.of(link), new LinkEvent.DetachRequested(freshId()));
    ask(operationOf(link), new DispatcherCommand.Leave(link));
  }

  LinkState.Present linkState(LinkKey link) {
    return ledger.link(link).orElseThrow().state();
  }

  Ulid ask(DispatcherCommand command) {
    Ulid operation = freshId();
    ask(operation, command);
    return operation;
  }

  void ask(Ulid operation, DispatcherCommand command) {
    outcomes.computeIfAbsent(operation, _ -> new ArrayList<>());
    waiting.add(
        new Request<>(
            operation, Samples.ENVELOPE.principal(), Samples.ENVELOPE.cause(), command, false));
    offer();
  }

  private void offer() {
    for (int round = 0; round < ROUNDS_MAX && !waiting.isEmpty(); round++) {
      List<Request<DispatcherCommand>> before = waiting;
      Decision<DispatcherCommand, DispatcherEvent> decision =
          decide(new Input.Asked<>(List.copyOf(waiting)));
      waiting = new ArrayList<>(decision.deferred());
      carryOut(decision);
      if (decision.events().isEmpty() && waiting.size() == before.size()) {
        return;
      }
    }
  }

  Decision<DispatcherCommand, DispatcherEvent> decide(Input<DispatcherCommand> input) {
    return MACHINE.decide(view(), state(), input);
  }

  View view() {
    return new View(self, ledger, Samples.BOOT);
  }

  private void carryOut(Decision<DispatcherCommand, DispatcherEvent> decision) {
    for (DispatcherEvent event : decision.events()) {
      DispatcherState before = state();
      post(self, event);
      events.add(event);
      MACHINE.concluded(self, before, event, state()).forEach(this::conclude);
    }
    for (Effect effect : decision.effects()) {
      switch (effect) {
        case Effect.Perform(KernelTask task) -> tasks.add(task);
        case Effect.Send send -> {
          sent.add(send);
          undelivered.add(send);
        }
        case Effect.Reply(Ulid operation, Outcome outcome) -> conclude(operation, outcome);
      }
    }
    deliver();
  }

  /** An asker hears one outcome; links record what they heard. */
  private void conclude(Ulid operation, Outcome outcome) {
    List<Outcome> heard = outcomes.get(operation);
    if (heard == null || !heard.isEmpty()) {
      return;
    }
    heard.add(outcome);
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

  /** What a link is sent waits while it is busy. */
  private void deliver() {
    List<Effect.Send> late = new ArrayList<>(undelivered);
    undelivered.clear();
    for (Effect.Send send : late) {
      LinkKey link = LinkKey.parse(send.to().key());
      LinkState.Present state = linkState(link);
      boolean behind = undelivered.stream().anyMatch(other -> other.to().equals(send.to()));
      if (behind || state.underWay().isPresent()) {
        undelivered.add(send);
      } else {
        hear(send, state);
      }
    }
  }

  private void hear(Effect.Send send, LinkState.Present state) {
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

  /** The oldest task that nobody has answered yet. */
  KernelTask task() {
    return tasks.getFirst();
  }

  boolean hasTasks() {
    return !tasks.isEmpty();
  }

  <T extends KernelTask> T task(Class<T> type) {
    return tasks.stream().filter(type::isInstance).map(type::cast).findFirst().orElseThrow();
  }

  void answer(KernelAnswer answer) {
    KernelTask task = tasks.removeFirst();
    input(new Input.Performed<>(task, answer));
  }

  void input(Input<DispatcherCommand> input) {
    Decision<DispatcherCommand, DispatcherEvent> decision = decide(input);
    List<Request<DispatcherCommand>> left = new ArrayList<>(decision.deferred());
    left.addAll(waiting);
    waiting = left;
    carryOut(decision);
    offer();
  }

  /** The service is another one: nothing is known but the ledger, and nobody waits. */
  void die() {
    tasks.clear();
    waiting.clear();
    outcomes.clear();
    input(new Input.Recovered<>(false));
  }

  /** A write failed: whoever waits for what has not begun hears that it was not done. */
  void failWrite() {
    tasks.clear();
    List<Request<DispatcherCommand>> forgotten = waiting;
    waiting = new ArrayList<>();
    for (Request<DispatcherCommand> request : forgotten) {
      if (!MACHINE.willConclude(view(), state(), request.operation())) {
        conclude(request.operation(), new Outcome.Failed(new Failure.Blocked("not done")));
      }
    }
    input(new Input.Recovered<>(true));
  }

  /** Answers all tasks as a kernel does in which everything works. */
  void settle() {
    for (int round = 0; round < ROUNDS_MAX && hasTasks(); round++) {
      answer(success(task()));
    }
  }

  static KernelAnswer success(KernelTask task) {
    return switch ((DispatcherTask) task) {
      case DispatcherTask.Place place ->
          new DispatcherAnswer.RevisionPlaced(live(place.revision(), place));
      case DispatcherTask.Clear _ -> new DispatcherAnswer.HookCleared(List.of());
      case DispatcherTask.Sweep _ -> new DispatcherAnswer.Swept(List.of());
      case DispatcherTask.Withdraw _ -> new DispatcherAnswer.RevisionWithdrawn(List.of());
      case DispatcherTask.Survey _ -> throw new AssertionError("a test says what is seen: " + task);
    };
  }

  static LiveRevision live(Revision revision, DispatcherTask.Place place) {
    List<Incarnation> programs =
        revision.members().stream()
            .map(member -> Objects.requireNonNull(place.programs().get(member.link())))
            .map(Load::incarnation)
            .toList();
    Incarnation chain = new Incarnation(Samples.BOOT, 1, revision.number(), "fedcba9876543210");
    Placement.Holder holder = new Placement.LinkHolder(Samples.HELD);
    Placement placement = new Placement.Chain(ChainKind.XDP, chain, 9, programs, holder);
    return new LiveRevision(revision, placement, IDENTITY, "/pins/" + revision.number());
  }

  DispatcherState state() {
    return ledger
        .dispatcher(hook)
        .<DispatcherState>map(found -> found.state())
        .orElseGet(DispatcherState.Absent::new);
  }

  List<LinkKey> members() {
    return state().members().stream().map(Revision.Member::link).toList();
  }

  List<Outcome> outcomes(Ulid operation) {
    return outcomes.getOrDefault(operation, List.of());
  }

  Map<Ulid, List<Outcome>> outcomes() {
    return outcomes;
  }

  List<Effect.Send> sent() {
    return sent;
  }

  List<Event> events() {
    return events;
  }

  List<Request<DispatcherCommand>> waiting() {
    return waiting;
  }

  Ledger ledger() {
    return ledger;
  }

  MemoryLedger entries() {
    return entries;
  }
}
