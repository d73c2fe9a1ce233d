package io.bpfledger.core.shell;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import io.bpfledger.core.machine.Command;
import io.bpfledger.core.machine.Decision;
import io.bpfledger.core.machine.Input;
import io.bpfledger.core.machine.Machine;
import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.machine.Refusal;
import io.bpfledger.core.machine.Request;
import io.bpfledger.core.machine.View;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Execute;
import io.bpfledger.journal.answer.Keeper;
import io.bpfledger.journal.answer.Recall;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The shell of every machine: it persists what the machine decides, lets the projection know, and
 * only then has the effects.
 *
 * <p>A write that fails ends it; its keeper starts the next incarnation, which reads back what was
 * written. What it then goes on with, the machine decides before any other command is looked at.
 */
final class EntityActor<S extends EntityState, C extends Command, E extends Event>
    extends EventSourcedBehavior<EntityMessage, Entry, Account> {

  /** How many requests may wait for one entity. */
  private static final int WAITING_MAX = 1024;

  /** Most entities never have as many; dispatchers of busy hooks and the host do. */
  private static final int ENTRIES_PER_SNAPSHOT = 200;

  private final ActorContext<EntityMessage> context;
  private final StreamId stream;
  private final Surroundings surroundings;
  private final Machine<S, C, E> machine;
  private final Kind<S, C, E> kind;
  private final Errands errands;
  private final Conclusions conclusions = new Conclusions();
  private final Askers askers = new Askers();
  private List<Request<C>> waiting = new ArrayList<>();
  private Optional<Envelope> begun = Optional.empty();
  private final Map<KernelTask, Optional<Envelope>> tasks = new LinkedHashMap<>();
  private boolean resumed;
  private boolean offered;

  // The class object of a generic message cannot be written down.
  @SuppressWarnings({"unchecked", "rawtypes"})
  EntityActor(
      ActorContext<EntityMessage> context,
      StreamId stream,
      Surroundings surroundings,
      ActorRef<Keeper.Message<Assignment, Outcome>> keeper,
      Machine<S, C, E> machine,
      Kind<S, C, E> kind) {
    super(PersistenceId.ofUniqueId(stream.toString()));
    this.context = context;
    this.stream = stream;
    this.surroundings = surroundings;
    this.machine = machine;
    this.kind = kind;
    ActorRef<Answer<Outcome>> answers =
        (ActorRef)
            context.messageAdapter(
                Answer.class, answer -> new EntityMessage.Heard((Answer<Outcome>) answer));
    errands = new Errands(surroundings, keeper, answers);
    context.setReceiveTimeout(surroundings.idleAfter(), new EntityMessage.Idle());
  }

  @Override
  public Account emptyState() {
    return Account.open(stream);
  }

  /** Also called for each entry that is read back. */
  @Override
  public EventHandler<Account, Entry> eventHandler() {
    return (before, entry) -> {
      Account after = before.after(entry);
      note(before, entry, after);
      return after;
    };
  }

  /** Keeps what the state does not hold: on whose behalf something goes on, and what ended. */
  private void note(Account before, Entry entry, Account after) {
    if (before.state().underWay().isEmpty()
        || !before.state().underWay().equals(after.state().underWay())) {
      begun = Optional.of(entry.envelope());
    }
    conclusions.add(
        machine.concluded(stream, state(before), kind.event().cast(entry.event()), state(after)));
    conclusions.add(entry);
  }

  /** Only between two operations, so that all of an operation is read back event by event. */
  @Override
  public boolean shouldSnapshot(Account account, Entry entry, long sequence) {
    return sequence % ENTRIES_PER_SNAPSHOT == 0 && account.state().underWay().isEmpty();
  }

  @Override
  public SignalHandler<Account> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(
            RecoveryCompleted.instance(), _ -> context.getSelf().tell(new EntityMessage.Resume()))
        .build();
  }

  @Override
  public CommandHandler<EntityMessage, Entry, Account> commandHandler() {
    return newCommandHandlerBuilder().forAnyState().onAnyCommand(this::receive);
  }

  private Effect<Entry, Account> receive(Account account, EntityMessage message) {
    return switch (message) {
      case EntityMessage.Resume _ -> {
        resumed = true;
        conclusions.takeNew();
        yield decide(account, new Input.Recovered<>(restarted(account)));
      }
      case EntityMessage.Told(Execute<Assignment, Outcome> execute) -> told(account, execute);
      case EntityMessage.Remember(Recall<Outcome> recall) -> remember(account, recall);
      case EntityMessage.Worked worked -> {
        Optional<Envelope> behalf = tasks.getOrDefault(worked.task(), Optional.empty());
        tasks.remove(worked.task());
        tasks.keySet().stream().findFirst().ifPresent(this::begin);
        yield decide(account, new Input.Performed<>(worked.task(), worked.answer()), behalf);
      }
      case EntityMessage.Heard(Answer<Outcome> answer) -> heard(account, answer);
      case EntityMessage.Offer _ -> {
        offered = false;
        yield offer(account);
      }
      case EntityMessage.Idle _ -> busy(account) ? Effect().none() : Effect().stop();
    };
  }

  private boolean busy(Account account) {
    return !tasks.isEmpty()
        || !errands.isEmpty()
        || !waiting.isEmpty()
        || !askers.isEmpty()
        || account.state().underWay().isPresent();
  }

  /** What was under way before this service started, it did not begin itself. */
  private boolean restarted(Account account) {
    Optional<Ulid> underWay = account.state().underWay();
    return underWay.isPresent()
        && !underWay.equals(Optional.ofNullable(surroundings.inherited().get(stream)));
  }

  private Effect<Entry, Account> told(Account account, Execute<Assignment, Outcome> execute) {
    Assignment assignment = execute.command();
    Ulid operation = assignment.operation();
    Optional<Outcome> known =
        Askers.isPrimary(execute) ? conclusions.of(operation) : Optional.empty();
    askers.add(operation, execute.operation(), execute.replyTo());
    if (known.isPresent()) {
      askers.answer(operation, known.get());
      return Effect().none();
    }
    if (waiting.size() >= WAITING_MAX) {
      askers.answer(
          operation,
          Outcome.refused(
              Refusal.Reason.LIMIT, WAITING_MAX + " operations wait for " + stream + " already"));
      return Effect().none();
    }
    waiting.add(
        new Request<>(
            operation,
            assignment.principal(),
            assignment.cause(),
            kind.command().cast(assignment.command()),
            false));
    return offer(account);
  }

  private Effect<Entry, Account> remember(Account account, Recall<Outcome> recall) {
    Ulid operation = Askers.operation(recall.operation());
    Optional<Outcome> known = conclusions.of(operation);
    if (known.isPresent() || machine.willConclude(view(), state(account), operation)) {
      askers.add(operation, recall);
      known.ifPresent(outcome -> askers.answer(operation, outcome));
    } else {
      Askers.disclaim(recall);
    }
    return Effect().none();
  }

  private Effect<Entry, Account> heard(Account account, Answer<Outcome> answer) {
    Optional<Errands.Errand> errand = errands.answered(answer);
    if (errand.isEmpty()) {
      return Effect().none();
    }
    Errands.Errand told = errand.get();
    return decide(
        account, new Input.Answered<>(told.to(), told.operation(), told.command(), answer));
  }

  private Effect<Entry, Account> offer(Account account) {
    boolean quiet = tasks.isEmpty() && errands.isEmpty();
    List<Request<C>> ready =
        waiting.stream().filter(request -> quiet || !request.command().needsQuiet()).toList();
    if (!resumed || ready.isEmpty()) {
      return Effect().none();
    }
    waiting.removeAll(ready);
    return decide(account, new Input.Asked<>(ready));
  }

  private Effect<Entry, Account> decide(Account account, Input<C> input) {
    return decide(account, input, Optional.empty());
  }

  private Effect<Entry, Account> decide(
      Account account, Input<C> input, Optional<Envelope> performedFor) {
    Decision<C, E> decision = machine.decide(view(), state(account), input);
    boolean moved =
        !(input instanceof Input.Asked<C>(List<Request<C>> offered))
            || !decision.events().isEmpty()
            || decision.deferred().size() < offered.size();
    List<Request<C>> left = new ArrayList<>(decision.deferred());
    left.addAll(waiting);
    waiting = left;
    // Where several things go on side by side, each goes on for whoever it was done for.
    Optional<Envelope> behalf =
        account.state().underWay().isEmpty() ? performedFor.or(() -> begun) : begun;
    if (decision.events().isEmpty()) {
      carryOut(decision, behalf, moved);
      return Effect().none();
    }
    List<Entry> entries = seal(account.chain(), decision, behalf);
    return Effect()
        .persist(entries)
        .thenRun(
            _ -> {
              publish(account.chain(), entries);
              conclusions.takeNew().forEach(askers::answer);
              carryOut(decision, behalf.or(() -> begun), moved);
            });
  }

  private List<Entry> seal(Chain chain, Decision<C, E> decision, Optional<Envelope> behalf) {
    Envelope envelope = envelope(decision.request(), behalf);
    List<Entry> entries = new ArrayList<>();
    Chain end = chain;
    for (E event : decision.events()) {
      Entry entry = surroundings.codec().seal(end, envelope, event);
      entries.add(entry);
      end = end.after(entry);
    }
    return entries;
  }

  /** What nobody asks for now happens on behalf of whoever began it. */
  private Envelope envelope(Optional<Request<C>> request, Optional<Envelope> behalf) {
    if (request.isPresent()) {
      return new Envelope(
          surroundings.clock().instant(),
          surroundings.boot(),
          request.get().principal(),
          request.get().cause());
    }
    Envelope first =
        behalf.orElseThrow(() -> new IllegalStateException(stream + ": nobody began anything"));
    return new Envelope(
        surroundings.clock().instant(), surroundings.boot(), first.principal(), first.cause());
  }

  private void publish(Chain before, List<Entry> entries) {
    long sequence = before.sequence();
    for (Entry entry : entries) {
      sequence++;
      surroundings.projection().apply(stream, sequence, entry);
    }
  }

  private void carryOut(Decision<C, E> decision, Optional<Envelope> behalf, boolean moved) {
    for (io.bpfledger.core.machine.Effect effect : decision.effects()) {
      switch (effect) {
        case io.bpfledger.core.machine.Effect.Perform perform ->
            perform(
                perform.task(),
                decision.request().map(_ -> envelope(decision.request(), behalf)).or(() -> behalf));
        case io.bpfledger.core.machine.Effect.Send send ->
            errands.send(send, envelope(decision.request(), behalf));
        case io.bpfledger.core.machine.Effect.Reply reply ->
            askers.answer(reply.operation(), reply.outcome());
      }
    }
    if (moved && !waiting.isEmpty() && !offered) {
      offered = true;
      context.getSelf().tell(new EntityMessage.Offer());
    }
  }

  /**
   * One task of an entity at a time: two would get in each other's way. The answer to one that is
   * waiting or under way already is the answer to an equal one, too.
   */
  private void perform(KernelTask task, Optional<Envelope> behalf) {
    if (tasks.putIfAbsent(task, behalf) == null && tasks.size() == 1) {
      begin(task);
    }
  }

  private void begin(KernelTask task) {
    context.pipeToSelf(
        surroundings.pool().carryOut(task), (answer, _) -> new EntityMessage.Worked(task, answer));
  }

  private View view() {
    return new View(stream, surroundings.projection().ledger(), surroundings.boot());
  }

  private S state(Account account) {
    return kind.state().cast(account.state());
  }
}
