package io.bpfledger.journal.crash;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.persistence.typed.PersistenceId;
import akka.persistence.typed.javadsl.CommandHandler;
import akka.persistence.typed.javadsl.EventHandler;
import akka.persistence.typed.javadsl.EventSourcedBehavior;
import akka.persistence.typed.javadsl.RetentionCriteria;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.HostEvent.ServiceStarted;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** An entity with real entries: each command adds some to its chain. */
final class Logbook extends EventSourcedBehavior<Logbook.Write, Entry, Account> {

  /** Adds entries, together or not at all; tells the sequence number of the last. */
  record Write(int entries, ActorRef<Written> replyTo) {}

  record Written(StreamId stream, long sequence) {}

  private static final EntryCodec CODEC = new EntryCodec();
  private static final Envelope ENVELOPE =
      new Envelope(
          Instant.parse("2026-11-20T12:00:00Z"),
          new BootId("a boot"),
          new Principal.Peer(0, 0, 1, "load"),
          new Cause.Occasion("load"));

  private final StreamId stream;
  private final int snapshotEvery;

  private Logbook(StreamId stream, int snapshotEvery) {
    super(PersistenceId.ofUniqueId(stream.toString()));
    this.stream = stream;
    this.snapshotEvery = snapshotEvery;
  }

  static Behavior<Write> create(StreamId stream, int snapshotEvery) {
    return new Logbook(stream, snapshotEvery);
  }

  @Override
  public Account emptyState() {
    return Account.open(stream);
  }

  @Override
  public CommandHandler<Write, Entry, Account> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(
            Write.class,
            (account, write) ->
                Effect()
                    .persist(seal(account, write.entries()))
                    .thenRun(
                        after ->
                            write.replyTo().tell(new Written(stream, after.chain().sequence()))))
        .build();
  }

  private static List<Entry> seal(Account account, int count) {
    List<Entry> entries = new ArrayList<>();
    Account reached = account;
    for (int index = 0; index < count; index++) {
      Entry entry =
          CODEC.seal(reached.chain(), ENVELOPE, new ServiceStarted("host", "6.1.0", "0.1.0"));
      entries.add(entry);
      reached = reached.after(entry);
    }
    return entries;
  }

  @Override
  public EventHandler<Account, Entry> eventHandler() {
    return Account::after;
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(snapshotEvery, 2);
  }
}
