package io.bpfledger.benchmarks.ledger;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.store.LedgerStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Writers on one ledger, all at once. */
final class WriterCrowd implements AutoCloseable {

  private static final long PATIENCE_SECONDS = 600;

  private final ActorSystem<Message> system;
  private final long startedNanos;
  private final CompletableFuture<Long> recovered = new CompletableFuture<>();

  /** What the parent of the writers understands. */
  private sealed interface Message {}

  private record Recovered(Account account) implements Message {}

  private record Go(int entries, CompletableFuture<List<Writer.Finished>> done)
      implements Message {}

  private record Done(Writer.Finished finished) implements Message {}

  private static final class Round {
    List<Writer.Finished> finished = new ArrayList<>();
    CompletableFuture<List<Writer.Finished>> done = new CompletableFuture<>();
    int recovered;
  }

  WriterCrowd(LedgerStore store, int writers) {
    startedNanos = System.nanoTime();
    system =
        ActorSystem.create(
            parent(writers),
            "writers",
            store
                .akkaConfiguration()
                .withFallback(ConfigFactory.parseResources("bpfledger-serialization.conf"))
                .withFallback(ConfigFactory.parseString("akka.loglevel = WARNING"))
                .withFallback(ConfigFactory.load()));
  }

  private Behavior<Message> parent(int writers) {
    return Behaviors.setup(
        context -> {
          List<ActorRef<Writer.Message>> all = spawn(context, writers);
          ActorRef<Writer.Finished> finished =
              context.messageAdapter(Writer.Finished.class, Done::new);
          Round round = new Round();
          return Behaviors.receiveMessage(
              message -> {
                switch (message) {
                  case Recovered _ -> {
                    round.recovered++;
                    if (round.recovered == writers) {
                      recovered.complete(System.nanoTime() - startedNanos);
                    }
                  }
                  case Go go -> {
                    round.finished = new ArrayList<>();
                    round.done = go.done();
                    all.forEach(writer -> writer.tell(new Writer.Start(go.entries(), finished)));
                  }
                  case Done done -> {
                    round.finished.add(done.finished());
                    if (round.finished.size() == writers) {
                      round.done.complete(round.finished);
                    }
                  }
                }
                return Behaviors.same();
              });
        });
  }

  private static List<ActorRef<Writer.Message>> spawn(ActorContext<Message> context, int writers) {
    ActorRef<Account> recovered = context.messageAdapter(Account.class, Recovered::new);
    List<ActorRef<Writer.Message>> all = new ArrayList<>(writers);
    for (int number = 0; number < writers; number++) {
      all.add(context.spawn(Writer.create(number, recovered), "writer-" + number));
    }
    return all;
  }

  /** How long it took from the start of Akka until all writers had recovered. */
  long recoveredNanos() throws ExecutionException, InterruptedException, TimeoutException {
    return recovered.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  /** Lets every writer write so many entries. */
  List<Writer.Finished> write(int entries)
      throws ExecutionException, InterruptedException, TimeoutException {
    CompletableFuture<List<Writer.Finished>> done = new CompletableFuture<>();
    system.tell(new Go(entries, done));
    return done.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    system.terminate();
    system
        .getWhenTerminated()
        .toCompletableFuture()
        .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .join();
  }
}
