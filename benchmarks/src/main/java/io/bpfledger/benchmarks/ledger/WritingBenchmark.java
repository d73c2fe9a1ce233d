package io.bpfledger.benchmarks.ledger;

import io.bpfledger.benchmarks.Bench;
import io.bpfledger.benchmarks.Measurement;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.StoredEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writers beside plain JDBC that writes the same rows, in its commits, each to a ledger of its own.
 *
 * <p>They take turns, round by round, so that both meet the same machine, ledgers of the same size,
 * and code that has run as often. The first rounds do not count: it takes some 100,000 entries
 * until everything between a command and its row is compiled.
 */
final class WritingBenchmark {

  private static final String PER_ENTRY = "ns/entry";

  private static final int WARM_ROUNDS = 4;
  private static final int ROUNDS = 10;

  /** A sample is of so many entries in a row as plain JDBC writes in so many commits. */
  private static final int COMMITS = 5;

  private final int writers;
  private final int entries;
  private final int perCommit;

  /**
   * @param entries of each writer in each round
   * @param perCommit rows in a commit of plain JDBC
   */
  WritingBenchmark(int writers, int entries, int perCommit) {
    this.writers = writers;
    this.entries = entries;
    this.perCommit = perCommit;
  }

  static String plain(int perCommit) {
    return "plain JDBC, %,d per commit".formatted(perCommit);
  }

  static String writers(int count) {
    return count == 1 ? "1 writer" : "%,d writers".formatted(count);
  }

  List<Measurement> run(Bench bench, LedgerStore plainLedger, LedgerStore ledger) throws Exception {
    int warm = bench.quick() ? 1 : WARM_ROUNDS;
    int rounds = bench.quick() ? 2 : ROUNDS;
    List<Double> plain = new ArrayList<>();
    List<Double> written = new ArrayList<>();
    List<Double> micros = new ArrayList<>();
    RowsInTurn rows = new RowsInTurn(writers);
    try (Connection connection = plainLedger.database().connect();
        WriterCrowd crowd = new WriterCrowd(ledger, writers)) {
      connection.setAutoCommit(false);
      crowd.recoveredNanos();
      for (int round = 0; round < warm + rounds; round++) {
        List<Double> plainRound = write(connection, rows.next(writers * entries));
        List<Writer.Finished> finished = crowd.write(entries);
        if (round >= warm) {
          plain.addAll(plainRound);
          written.addAll(perEntry(finished));
          micros.addAll(latencies(finished));
        }
      }
    }
    String name = writers(writers);
    return List.of(
        Measurement.of(plain(perCommit), PER_ENTRY, array(plain), Optional.empty()),
        Measurement.of(name, PER_ENTRY, array(written), Optional.of(plain(perCommit))),
        Measurement.of(name + ", one entry", "us", array(micros), Optional.empty()));
  }

  private List<Double> write(Connection connection, List<StoredEvent> rows) throws SQLException {
    List<Double> samples = new ArrayList<>();
    int chunk = COMMITS * perCommit;
    for (int from = 0; from + chunk <= rows.size(); from += chunk) {
      long start = System.nanoTime();
      for (int commit = from; commit < from + chunk; commit += perCommit) {
        EventTable.appendCopies(connection, rows.subList(commit, commit + perCommit));
        connection.commit();
      }
      samples.add((double) (System.nanoTime() - start) / chunk);
    }
    return samples;
  }

  /** Nanoseconds per entry, of chunks of entries in the order in which they became durable. */
  private List<Double> perEntry(List<Writer.Finished> finished) {
    long[] durable =
        finished.stream()
            .flatMap(one -> one.durable().stream())
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
    int chunk = COMMITS * perCommit;
    List<Double> samples = new ArrayList<>();
    for (int from = 0; from + chunk < durable.length; from += chunk) {
      samples.add((double) (durable[from + chunk] - durable[from]) / chunk);
    }
    return samples;
  }

  private static List<Double> latencies(List<Writer.Finished> finished) {
    List<Double> micros = new ArrayList<>();
    for (Writer.Finished one : finished) {
      for (int entry = 0; entry < one.durable().size(); entry++) {
        micros.add((one.durable().get(entry) - one.asked().get(entry)) / 1_000.0);
      }
    }
    return micros;
  }

  private static double[] array(List<Double> samples) {
    return samples.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
