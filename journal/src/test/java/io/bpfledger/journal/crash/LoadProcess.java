package io.bpfledger.journal.crash;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.StreamId;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * Opens the ledger of a state folder and writes until it is killed: each entity gets its next
 * command with its last answer. Each answer is on standard output before that.
 *
 * <p>{@code LoadProcess <state folder> <entities>}
 */
final class LoadProcess {

  private static final int SNAPSHOT_EVERY = 20;

  private LoadProcess() {}

  public static void main(String[] arguments) {
    LedgerStore store =
        LedgerStore.open(new StoreSettings.Sqlite(Path.of(arguments[0])), InstantSource.system())
            .orThrow();
    int entities = Integer.parseInt(arguments[1]);
    ActorSystem.create(
        driver(entities),
        "load",
        store
            .akkaConfiguration()
            .withFallback(ConfigFactory.parseResources("bpfledger-serialization.conf"))
            .withFallback(ConfigFactory.load()));
  }

  static StreamId stream(int number) {
    return StreamId.of(Instance.parse("01JD3W%020d".formatted(number)));
  }

  private static Behavior<Logbook.Written> driver(int entities) {
    return Behaviors.setup(
        context -> {
          PrintStream acknowledged = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
          Map<StreamId, ActorRef<Logbook.Write>> logbooks = new HashMap<>();
          for (int number = 0; number < entities; number++) {
            StreamId stream = stream(number);
            int snapshotEvery = number % 5 == 0 ? SNAPSHOT_EVERY : Integer.MAX_VALUE;
            ActorRef<Logbook.Write> logbook =
                context.spawn(Logbook.create(stream, snapshotEvery), "logbook-" + number);
            logbooks.put(stream, logbook);
            logbook.tell(new Logbook.Write(1, context.getSelf()));
          }
          return Behaviors.receiveMessage(
              written -> {
                acknowledged.println(written.stream() + " " + written.sequence());
                ActorRef<Logbook.Write> logbook = logbooks.get(written.stream());
                if (logbook == null) {
                  throw new IllegalStateException("an answer of nobody: " + written);
                }
                int entries = written.sequence() % 4 == 0 ? (int) (written.sequence() % 5) + 1 : 1;
                logbook.tell(new Logbook.Write(entries, context.getSelf()));
                return Behaviors.same();
              });
        });
  }
}
