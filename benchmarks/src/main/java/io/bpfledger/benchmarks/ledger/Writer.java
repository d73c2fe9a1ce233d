package io.bpfledger.benchmarks.ledger;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.RecoveryCompleted;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.Effect;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.SignalHandler;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.value.StreamId;
import java.util.ArrayList;
import java.util.List;

/** An entity that writes one entry after the other, each once the one before is durable. */
final class Writer extends EventSourcedBehavior<Writer.Message, Entry, Account> {

  /** What a writer understands. */
  sealed interface Message {}

  /** Write so many entries, then report. */
  record Start(int entries, ActorRef<Finished> replyTo) implements Message {}

  private record Next() implements Message {}

  private static final Next NEXT = new Next();

  /** When each entry was asked for and when it was durable, in nanoseconds. */
  record Finished(List<Long> asked, List<Long> durable) {
    Finished {
      asked = List.copyOf(asked);
      durable = List.copyOf(durable);
    }
  }

  private final ActorContext<Message> context;
  private final StreamId stream;
  private final long number;
  private final ActorRef<Account> recovered;
  private final List<Long> asked = new ArrayList<>();
  private final List<Long> durable = new ArrayList<>();
  private int wanted;
  private ActorRef<Finished> replyTo;

  private Writer(
      ActorContext<Message> context,
      long number,
      ActorRef<Account> recovered,
      ActorRef<Finished> nobody) {
    super(PersistenceId.ofUniqueId(Entries.link(number).toString()));
    this.context = context;
    this.stream = Entries.link(number);
    this.number = number;
    this.recovered = recovered;
    this.replyTo = nobody;
  }

  /**
   * A writer of the stream of this number.
   *
   * @param recovered told what the stream came to
   */
  static Behavior<Message> create(long number, ActorRef<Account> recovered) {
    return Behaviors.setup(
        context -> new Writer(context, number, recovered, context.getSystem().deadLetters()));
  }

  @Override
  public Account emptyState() {
    return Account.open(stream);
  }

  @Override
  public SignalHandler<Account> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), recovered::tell)
        .build();
  }

  @Override
  public CommandHandler<Message, Entry, Account> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Start.class, this::start)
        .onCommand(Next.class, (account, _) -> write(account))
        .build();
  }

  private Effect<Entry, Account> start(Account account, Start start) {
    asked.clear();
    durable.clear();
    wanted = start.entries();
    replyTo = start.replyTo();
    return write(account);
  }

  private Effect<Entry, Account> write(Account account) {
    asked.add(System.nanoTime());
    return Effect().persist(Entries.next(account, number)).thenRun(this::durable);
  }

  private void durable() {
    durable.add(System.nanoTime());
    if (durable.size() < wanted) {
      context.getSelf().tell(NEXT);
    } else {
      replyTo.tell(new Finished(asked, durable));
    }
  }

  @Override
  public EventHandler<Account, Entry> eventHandler() {
    return Account::after;
  }
}
