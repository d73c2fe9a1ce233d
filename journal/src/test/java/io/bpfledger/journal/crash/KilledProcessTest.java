package io.bpfledger.journal.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.codec.SnapshotCodec;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.inspection.StorageInspection;
import io.bpfledger.journal.store.inspection.StorageReport;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.value.StreamId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** kill -9 of a real process under full load, again and again on the same ledger. */
final class KilledProcessTest {

  private static final int ROUNDS = 20;
  private static final int ENTITIES = 300;
  private static final int ACKNOWLEDGED_MIN = 200;
  private static final int KILL_WITHIN_MILLIS = 600;

  @TempDir private Path scratch;

  private final Map<String, Long> acknowledged = new HashMap<>();
  private long acknowledgements;

  private Path folder() {
    return scratch.resolve("state");
  }

  @Test
  void noAcknowledgedEntryIsLostInTwentyKills() throws Exception {
    Random random = new Random(20);
    long entries = 0;
    for (int round = 1; round <= ROUNDS; round++) {
      long before = acknowledgements;
      loadAndKill(random.nextInt(KILL_WITHIN_MILLIS));
      assertThat(acknowledgements - before).isGreaterThanOrEqualTo(ACKNOWLEDGED_MIN);
      long now = verify();
      assertThat(now).as("round " + round).isGreaterThan(entries);
      entries = now;
    }
    System.out.printf(
        "%d kills: %d answers, %d entries, none lost%n", ROUNDS, acknowledgements, entries);
  }

  private void loadAndKill(int afterMillis) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                LoadProcess.class.getName(),
                folder().toString(),
                Integer.toString(ENTITIES))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader answers =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII))) {
      int read = 0;
      String line = answers.readLine();
      while (line != null) {
        if (acknowledge(line)) {
          read++;
        }
        if (read == ACKNOWLEDGED_MIN) {
          CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS)
              .execute(process::destroyForcibly);
        }
        line = answers.readLine();
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(process.exitValue()).as("killed, not ended").isEqualTo(128 + 9);
  }

  /** False for the last line if the kill cut it short. */
  private boolean acknowledge(String line) {
    String[] words = line.split(" ", -1);
    if (!line.startsWith("host|") || words.length != 2 || words[1].isEmpty()) {
      return false;
    }
    acknowledgements++;
    acknowledged.merge(words[0], Long.valueOf(words[1]), Math::max);
    return true;
  }

  /** Opens the ledger as the next service would and reads all of it; answers its entries. */
  private long verify() throws IOException {
    EntryCodec codec = new EntryCodec();
    SnapshotCodec snapshots = new SnapshotCodec();
    try (LedgerStore store =
        LedgerStore.open(new StoreSettings.Sqlite(folder()), TestLedger.CLOCK).orThrow()) {
      StorageReport report = StorageInspection.of(store.database());
      assertThat(report.flaws()).isEmpty();
      Map<String, Account> accounts = new HashMap<>();
      Map<String, Map<Long, Account>> histories = new HashMap<>();
      store
          .reader()
          .inOrder(
              0,
              event -> {
                EventContent content = event.content();
                StreamId stream = StreamId.parse(content.persistenceId());
                Payload payload = Payload.ofStored(content.payload().toByteArray());
                Account account =
                    accounts
                        .getOrDefault(content.persistenceId(), Account.open(stream))
                        .after(codec.open(content.manifest(), payload));
                assertThat(account.chain().sequence()).isEqualTo(content.sequenceNumber());
                assertThat(payload.digestOf(stream, content.sequenceNumber()))
                    .isEqualTo(payload.digest());
                accounts.put(content.persistenceId(), account);
                histories
                    .computeIfAbsent(content.persistenceId(), _ -> new HashMap<>())
                    .put(content.sequenceNumber(), account);
                return true;
              });
      acknowledged.forEach(
          (stream, sequence) ->
              assertThat(accounts.get(stream))
                  .as(stream)
                  .satisfies(
                      account ->
                          assertThat(account.chain().sequence()).isGreaterThanOrEqualTo(sequence)));
      store
          .reader()
          .snapshots(
              snapshot -> {
                Account saved =
                    snapshots.read(
                        snapshot.content().manifest(), snapshot.content().payload().toByteArray());
                assertThat(saved)
                    .isEqualTo(
                        histories
                            .getOrDefault(snapshot.content().persistenceId(), Map.of())
                            .get(snapshot.content().sequenceNumber()));
                return true;
              });
      return report.events();
    }
  }
}
