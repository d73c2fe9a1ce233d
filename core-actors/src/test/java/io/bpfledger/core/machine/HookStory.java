package io.bpfledger.core.machine;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.HookPoint;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.chain.ChainKind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A dispatcher with its programs and links in a ledger in memory, with a shell as plain as can be:
 * what the machine decides is posted, tasks wait until the test answers them, and links record what
 * they are told.
 */
final class HookStory {

  static final Failure REFUSED = Samples.REFUSED;

  private static final DispatcherMachine MACHINE = new DispatcherMachine();
  private static final int ROUNDS_MAX = 10_000;

  private final HookKey hook;
  private final StreamId self;
  private final HookLedger recorded;
  private final Deque<KernelTask> tasks = new ArrayDeque<>();
  private final List<Effect.Send> undelivered = new ArrayList<>();
  private final Map<Ulid, List<Outcome>> outcomes = new LinkedHashMap<>();
  private final List<Event> events = new ArrayList<>();
  private List<Request<DispatcherCommand>> waiting = new ArrayList<>();

  HookStory(HookPoint point) {
    hook = new HookKey(point, Samples.DEVICE);
    self = StreamId.of(hook);
    recorded = new HookLedger(hook);
  }

  static HookStory onXdp() {
    return new HookStory(HookPoint.XDP);
  }

  HookKey hook() {
    return hook;
  }

  Ulid freshId() {
    return recorded.freshId();
  }

  void post(StreamId stream, Event event) {
    recorded.post(stream, event);
  }

  ProgramKey program(String name) {
    return recorded.program(name);
  }

  void loseProgram(ProgramKey key, Loss loss) {
    recorded.loseProgram(key, loss);
  }

  /** A link whose intent is durable; it has not asked to join yet. */
  LinkKey intent(ProgramKey program, int priority, Policy policy, XdpMode mode) {
    return recorded.intent(program, priority, policy, mode);
  }

  LinkKey intent(ProgramKey program, int priority) {
    return intent(program, priority, Policy.DEFAULT, XdpMode.AUTOMATIC);
  }

  Ulid operationOf(LinkKey link) {
    return recorded.operationOf(link);
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
    return recorded.linkState(link);
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
    return new View(self, recorded.ledger(), Samples.BOOT);
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
        case Effect.Send send -> undelivered.add(send);
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
    recorded.conclude(operation, outcome);
  }

  /** What a link is sent waits while it is busy. */
  private void deliver() {
    List<Effect.Send> late = new ArrayList<>(undelivered);
    undelivered.clear();
    for (Effect.Send send : late) {
      LinkKey link = LinkKey.parse(send.to().key());
      boolean behind = undelivered.stream().anyMatch(other -> other.to().equals(send.to()));
      if (behind || linkState(link).underWay().isPresent()) {
        undelivered.add(send);
      } else {
        recorded.hear(send);
      }
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
      case DispatcherTask.RemoveResidue _ -> new DispatcherAnswer.ResidueGone(List.of());
      case DispatcherTask.Repin repin ->
          new DispatcherAnswer.HookSurveyed(new HookObservation.Runs(repin.live()));
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
    return new LiveRevision(revision, placement, Samples.IDENTITY, "/pins/" + revision.number());
  }

  DispatcherState state() {
    return recorded.state();
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

  List<Event> events() {
    return events;
  }

  List<Request<DispatcherCommand>> waiting() {
    return waiting;
  }

  Ledger ledger() {
    return recorded.ledger();
  }
}
