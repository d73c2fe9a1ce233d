package io.bpfledger.journal.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.audit.AuditReport;
import io.bpfledger.journal.audit.LedgerAudit;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.kit.TestLedger;
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
          // Through the handle: what the process has written must stay readable.
          CompletableFuture.delayedExecutor(afterMillis, TimeUnit.MILLISECONDS)
              .execute(process.toHandle()::destroyForcibly);
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

  /** Audits the ledger as the kill left it, then opens it as the next service would. */
  private long verify() throws IOException {
    StoreSettings settings = new StoreSettings.Sqlite(folder());
    AuditReport report = LedgerAudit.ofClosed(settings, TestLedger.CLOCK).orThrow();
    assertThat(report.flaws())
        .filteredOn(flaw -> !flaw.what().contains("was being written when the process"))
        .isEmpty();
    assertThat(report.entries().snapshots()).isEqualTo(report.storage().snapshots());
    try (LedgerStore store = LedgerStore.open(settings, TestLedger.CLOCK).orThrow()) {
      acknowledged.forEach(
          (stream, sequence) ->
              assertThat(store.reader().ofStream(stream, sequence, sequence, 1))
                  .as(stream + "#" + sequence)
                  .hasSize(1));
    }
    return report.storage().events();
  }
}
