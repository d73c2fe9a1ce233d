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
  private static final String ONE_AFTER_THE_OTHER =
      "plain JDBC, 100 per commit, streams one after the other";
  private static final String SCAN = "rows of 100,000 entries read";
  private static final String PROJECTION = "projection of 100,000 entries";

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
        + " that inserts the same rows, in turns; start, recovery, bytes.";
  }

  @Override
  public List<Target> targets() {
    return List.of(
        new Target(WritingBenchmark.writers(200), WritingBenchmark.plain(100), 1 / 0.6),
        // 100,000 entries a second.
        Target.of(PROJECTION, 10_000, PER_ENTRY));
  }

  @Override
  public List<Measurement> run(Bench bench) throws Exception {
    List<Measurement> measurements = new ArrayList<>();
    writing(bench, new WritingBenchmark(1, 2_000, 1), measurements);
    writing(bench, new WritingBenchmark(200, 250, 100), measurements);
    writing(bench, new WritingBenchmark(10_000, 5, 1_000), measurements);
    measurements.add(oneAfterTheOther(bench));
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

  private void writing(Bench bench, WritingBenchmark writing, List<Measurement> measurements)
      throws Exception {
    try (LedgerStore plain = open(bench);
        LedgerStore ledger = open(bench)) {
      measurements.addAll(writing.run(bench, plain, ledger));
    }
  }

  /** Not what writers do, but what the index of streams costs shows beside it. */
  private Measurement oneAfterTheOther(Bench bench) throws Exception {
    int samples = bench.samples(400);
    try (LedgerStore store = open(bench);
        Connection connection = store.database().connect()) {
      connection.setAutoCommit(false);
      List<StoredEvent> rows = sealed(Entries.rows(2 * samples * 100));
      int[] next = {0};
      double[] times =
          Bench.time(
              samples,
              () -> {
                EventTable.appendCopies(connection, rows.subList(next[0], next[0] + 100));
                connection.commit();
                next[0] += 100;
              });
      return Measurement.of(
          ONE_AFTER_THE_OTHER, PER_ENTRY, Bench.divided(times, 100), Optional.empty());
    }
  }

  private static List<StoredEvent> sealed(List<EventContent> rows) {
    return rows.stream().map(row -> new StoredEvent(0, false, row, row.seal())).toList();
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
