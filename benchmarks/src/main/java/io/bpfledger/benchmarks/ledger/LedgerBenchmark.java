package io.bpfledger.benchmarks.ledger;

import io.bpfledger.benchmarks.Bench;
import io.bpfledger.benchmarks.Benchmark;
import io.bpfledger.benchmarks.Measurement;
import io.bpfledger.benchmarks.Target;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.store.LedgerEntries;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.StoredEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a durable entry costs, and what it costs to read them all again. */
public final class LedgerBenchmark implements Benchmark {

  private static final String PER_ENTRY = "ns/entry";
  private static final String RAW = "plain JDBC, %,d per commit";
  private static final String WRITERS = "%,d writers";
  private static final String SCAN = "rows of 100,000 entries read";
  private static final String PROJECTION = "projection of 100,000 entries";

  /** Entries a sample: time per entry is told of so many that became durable in a row. */
  private static final int CHUNK = 500;

  private static final int SCANNED = 100_000;

  private static final int RECOVERED = 10_000;

  private int folders;

  @Override
  public String name() {
    return "ledger";
  }

  @Override
  public String summary() {
    return "Durable entries (SQLite, synchronous=FULL) of concurrent entities beside plain JDBC"
        + " that inserts the same rows; start, recovery, bytes.";
  }

  @Override
  public List<Target> targets() {
    return List.of(
        new Target(WRITERS.formatted(200), RAW.formatted(100), 1 / 0.6),
        // 100,000 entries a second.
        Target.of(PROJECTION, 10_000, PER_ENTRY));
  }

  @Override
  public List<Measurement> run(Bench bench) throws Exception {
    List<Measurement> measurements = new ArrayList<>();
    measurements.add(raw(bench, 1, bench.samples(4_000)));
    measurements.add(raw(bench, 100, bench.samples(400)));
    measurements.add(raw(bench, 1_000, bench.samples(40)));
    writers(bench, 1, 4_000, 1, measurements);
    writers(bench, 200, 500, 100, measurements);
    writers(bench, 10_000, 20, 1_000, measurements);
    reading(bench, measurements);
    measurements.add(recovery(bench));
    return measurements;
  }

  private LedgerStore open(Bench bench) throws IOException {
    folders++;
    Path folder = bench.scratch().resolve("ledger-" + folders);
    remove(folder);
    return reopen(folder);
  }

  private static LedgerStore reopen(Path folder) {
    return LedgerStore.open(new StoreSettings.Sqlite(folder), InstantSource.system()).orThrow();
  }

  private static void remove(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
  }

  private Measurement raw(Bench bench, int perCommit, int samples) throws Exception {
    try (LedgerStore store = open(bench);
        Connection connection = store.database().connect()) {
      connection.setAutoCommit(false);
      List<StoredEvent> rows = sealed(Entries.rows(2 * samples * perCommit));
      int[] next = {0};
      double[] times =
          Bench.time(
              samples,
              () -> {
                EventTable.appendCopies(connection, rows.subList(next[0], next[0] + perCommit));
                connection.commit();
                next[0] += perCommit;
              });
      return Measurement.of(
          RAW.formatted(perCommit), PER_ENTRY, Bench.divided(times, perCommit), Optional.empty());
    }
  }

  /** With their seals, so that plain JDBC need not make them. */
  private static List<StoredEvent> sealed(List<EventContent> rows) {
    return rows.stream().map(row -> new StoredEvent(0, false, row, row.seal())).toList();
  }

  private void writers(
      Bench bench, int writers, int entries, int peer, List<Measurement> measurements)
      throws Exception {
    try (LedgerStore store = open(bench);
        WriterCrowd crowd = new WriterCrowd(store, writers)) {
      crowd.recoveredNanos();
      int each = Math.max(2, bench.samples(entries));
      crowd.write(each);
      List<Writer.Finished> finished = crowd.write(each);
      String name = writers == 1 ? "1 writer" : WRITERS.formatted(writers);
      measurements.add(
          Measurement.of(name, PER_ENTRY, perEntry(finished), Optional.of(RAW.formatted(peer))));
      measurements.add(
          Measurement.of(name + ", one entry", "us", latencies(finished), Optional.empty()));
    }
  }

  /** Nanoseconds per entry, of chunks of entries in the order in which they became durable. */
  private static double[] perEntry(List<Writer.Finished> finished) {
    long[] durable =
        finished.stream()
            .flatMap(one -> one.durable().stream())
            .mapToLong(Long::longValue)
            .sorted()
            .toArray();
    int chunk = Math.min(CHUNK, durable.length / 4);
    double[] samples = new double[(durable.length - 1) / chunk];
    for (int sample = 0; sample < samples.length; sample++) {
      long nanos = durable[(sample + 1) * chunk] - durable[sample * chunk];
      samples[sample] = (double) nanos / chunk;
    }
    return samples;
  }

  private static double[] latencies(List<Writer.Finished> finished) {
    List<Double> micros = new ArrayList<>();
    for (Writer.Finished one : finished) {
      for (int entry = 0; entry < one.durable().size(); entry++) {
        micros.add((one.durable().get(entry) - one.asked().get(entry)) / 1_000.0);
      }
    }
    return micros.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private void reading(Bench bench, List<Measurement> measurements) throws Exception {
    Path folder;
    try (LedgerStore store = open(bench)) {
      folder = store.folder().path();
      fill(store);
      int samples = bench.samples(10);
      LedgerEntries entries = new LedgerEntries(store.reader());
      measurements.add(
          Measurement.of(
              SCAN,
              PER_ENTRY,
              Bench.divided(
                  Bench.time(samples, () -> store.reader().inOrder(0, _ -> true)), SCANNED),
              Optional.empty()));
      measurements.add(
          Measurement.of(
              PROJECTION,
              PER_ENTRY,
              Bench.divided(
                  Bench.time(samples, () -> Projection.scan(entries, Entries.CODEC)), SCANNED),
              Optional.of(SCAN)));
    }
    measurements.add(
        Measurement.of(
            "disk",
            "bytes/entry",
            new double[] {(double) Files.size(folder.resolve("ledger.db")) / SCANNED},
            Optional.empty()));
  }

  /** Of entities that each have some entries, all at once, with the start of Akka. */
  private Measurement recovery(Bench bench) throws Exception {
    int entities = bench.quick() ? 500 : RECOVERED;
    Path folder;
    try (LedgerStore store = open(bench)) {
      folder = store.folder().path();
      try (WriterCrowd crowd = new WriterCrowd(store, entities)) {
        crowd.write(5);
      }
    }
    double[] samples = new double[3];
    for (int sample = 0; sample < samples.length; sample++) {
      try (LedgerStore store = reopen(folder);
          WriterCrowd crowd = new WriterCrowd(store, entities)) {
        samples[sample] = (double) crowd.recoveredNanos() / entities;
      }
    }
    return Measurement.of(
        "recovery of %,d entities of 5 entries".formatted(entities),
        "ns/entity",
        samples,
        Optional.empty());
  }

  private static void fill(LedgerStore store) throws SQLException {
    try (Connection connection = store.database().connect()) {
      connection.setAutoCommit(false);
      List<EventContent> rows = Entries.rows(SCANNED);
      for (int from = 0; from < rows.size(); from += 1_000) {
        EventTable.append(connection, rows.subList(from, Math.min(from + 1_000, rows.size())));
      }
      connection.commit();
      connection.setAutoCommit(true);
      try (Statement statement = connection.createStatement()) {
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      }
    }
  }
}
