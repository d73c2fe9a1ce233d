package io.bpfledger.journal.answer;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.Adapter;
import akka.actor.typed.javadsl.AskPattern;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.row.StoredEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A ledger of diaries under a keeper, whose journal works through the faulty driver. */
final class FaultyLedger implements AutoCloseable {

  static final Duration WITHIN = Duration.ofSeconds(8);

  private static final String URL = "akka-persistence-jdbc.shared-databases.ledger.db.url";

  /** Short waits, so that the tests are short. */
  private static final Config SHORT_WAITS =
      ConfigFactory.parseString(
          """
          akka-persistence-jdbc.shared-databases.ledger.db {
            driver = "io.bpfledger.journal.answer.FaultDriver"
          }
          jdbc-journal.circuit-breaker { call-timeout = 2s, reset-timeout = 500ms }
          """);

  private final TestLedger ledger;
  private final ActorRef<Keeper.Message<String, Integer>> keeper;

  FaultyLedger(StoreSettings settings, int snapshotEvery, String overrides) {
    Faults.clear();
    String url = settings.database().journalConfiguration().getString(URL);
    ledger =
        TestLedger.open(
            settings,
            ConfigFactory.parseString(overrides)
                .withFallback(
                    ConfigFactory.parseString(
                        URL + " = \"" + url.replace("jdbc:", "jdbc:fault:") + "\""))
                .withFallback(SHORT_WAITS));
    keeper = Adapter.spawn(ledger.system(), Keeper.of(Diary.kind(snapshotEvery), 10_000), "keeper");
  }

  LedgerStore store() {
    return ledger.store();
  }

  CompletionStage<Answer<Integer>> asking(String entity, String operation, Duration within) {
    return AskPattern.ask(
        keeper,
        replyTo -> new Keeper.Ask<>(entity, operation, "", within, replyTo),
        within.plusSeconds(2),
        Adapter.toTyped(ledger.system()).scheduler());
  }

  Answer<Integer> ask(String entity, String operation) {
    return await(asking(entity, operation, WITHIN));
  }

  static Answer<Integer> await(CompletionStage<Answer<Integer>> asked) {
    try {
      return asked.toCompletableFuture().get(30, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failure) {
      throw new AssertionError("the asker got no answer", failure);
    }
  }

  /** What the ledger says, read past all faults. */
  List<String> operations(String entity) {
    return ledger.store().reader().ofStream(entity, 1, Long.MAX_VALUE, 10_000).stream()
        .map(StoredEvent::content)
        .map(content -> new String(content.payload().toByteArray(), StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void close() {
    Faults.clear();
    ledger.close();
  }
}
