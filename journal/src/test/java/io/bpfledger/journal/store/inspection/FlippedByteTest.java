package io.bpfledger.journal.store.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.database.SqliteDatabase;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.SnapshotContent;
import io.bpfledger.journal.store.row.SnapshotTable;
import io.bpfledger.journal.verification.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * One byte anywhere in the file is another: the inspection finds and names it, or everything that
 * can be read is what was written.
 */
final class FlippedByteTest {

  private static final int STREAMS = 12;
  private static final int EVENTS = 9;
  private static final int PAGE_BYTES = 4096;

  /**
   * Every so many bytes one is flipped; {@code -Dflip.stride=1} takes them all, in some minutes.
   */
  private static final int STRIDE = Integer.getInteger("flip.stride", 211);

  private static Path scratch = Path.of("");
  static byte[] ledger = {};
  private static List<String> content = List.of();
  private static final List<EventContent> payloads = new ArrayList<>();

  @BeforeContainer
  static void writeLedger() throws IOException, SQLException {
    scratch = Files.createTempDirectory("flipped-byte-");
    StoreSettings settings = new StoreSettings.Sqlite(scratch.resolve("state"));
    Random random = new Random(20261120);
    try (LedgerStore store = LedgerStore.open(settings, TestLedger.CLOCK).orThrow();
        Connection connection = store.database().connect()) {
      for (int number = 1; number <= EVENTS; number++) {
        for (int stream = 1; stream <= STREAMS; stream++) {
          EventContent event = event(stream, number, random);
          if (event.payload().size() < 1_000) {
            payloads.add(event);
          }
          EventTable.append(connection, List.of(event));
          EventTable.tag(connection, Map.of(event, Set.of("tag-" + number % 3)));
        }
      }
      for (int stream = 1; stream <= STREAMS; stream++) {
        SnapshotTable.save(
            connection,
            new SnapshotContent("stream-" + stream, 5, 1, 7_777, "heard", bytes(random, 300)));
        SnapshotTable.save(
            connection,
            new SnapshotContent("stream-" + stream, 9, 2, 7_777, "heard", bytes(random, 300)));
      }
      SnapshotTable.save(
          connection,
          new SnapshotContent("stream-1", 7, 1, 7_777, "heard", bytes(random, 5 * PAGE_BYTES)));
      try (Statement statement = connection.createStatement()) {
        // Leaves free pages and holes, as a ledger in use has them.
        statement.execute("DELETE FROM snapshot WHERE sequence_number < 9");
        try (ResultSet free = statement.executeQuery("PRAGMA freelist_count")) {
          free.next();
          assertThat(free.getInt(1)).as("free pages").isGreaterThan(3);
        }
        statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
      }
    }
    Path file = scratch.resolve("state").resolve("ledger.db");
    ledger = Files.readAllBytes(file);
    content = content(file);
    assertThat(StorageInspection.of(new SqliteDatabase(file)))
        .isEqualTo(new StorageReport(STREAMS * EVENTS, STREAMS, List.of(), 0));
  }

  @AfterContainer
  static void removeLedger() throws IOException {
    try (Stream<Path> files = Files.walk(scratch)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static EventContent event(int stream, int number, Random random) {
    // Some are larger than a page, so that there are overflow pages.
    int size = stream == 3 ? 6_000 : 40 + random.nextInt(200);
    return new EventContent(
        "stream-" + stream,
        number,
        "writer-" + stream,
        number,
        "",
        7_777,
        "said",
        bytes(random, size));
  }

  private static Bytes bytes(Random random, int size) {
    byte[] bytes = new byte[size];
    random.nextBytes(bytes);
    return Bytes.owning(bytes);
  }

  /** Everything a reader can see, columns that nobody uses included. */
  private static List<String> content(Path file) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      for (String table :
          List.of(
              "event_journal ORDER BY ordering",
              "event_tag ORDER BY tag, event_id",
              "snapshot ORDER BY persistence_id, sequence_number",
              "ledger_schema ORDER BY version",
              "sqlite_sequence ORDER BY name",
              "sqlite_schema ORDER BY name")) {
        try (ResultSet row = statement.executeQuery("SELECT * FROM " + table)) {
          int columns = row.getMetaData().getColumnCount();
          while (row.next()) {
            StringBuilder text = new StringBuilder(table);
            for (int column = 1; column <= columns; column++) {
              byte[] bytes = row.getBytes(column);
              text.append('|').append(bytes == null ? "null" : Bytes.owning(bytes).hex());
            }
            rows.add(text.toString());
          }
        }
      }
    }
    return rows;
  }

  @Property(tries = 400)
  void isFoundOrHarmless(
      @ForAll @IntRange(max = Integer.MAX_VALUE - 1) int place,
      @ForAll @IntRange(min = 1, max = 255) int change)
      throws IOException, SQLException {
    flip(place % ledger.length, change);
  }

  @Example
  void isFoundOrHarmlessOnEveryPage() throws IOException, SQLException {
    int found = 0;
    int tried = 0;
    for (int place = 0; place < ledger.length; place += STRIDE) {
      found += flip(place, 0x10).isEmpty() ? 0 : 1;
      tried++;
    }
    System.out.printf("%d of %d bytes flipped: %d found%n", tried, ledger.length, found);
    assertThat(found).isBetween(tried / 3, tried);
    assertThat(STRIDE).as("several bytes of each page").isLessThan(PAGE_BYTES / 4);
  }

  /** Copies that SQLite left in unused space are harmless; the one in use is named. */
  @Example
  void inAPayloadIsNamedAfterItsEvent() throws IOException, SQLException {
    for (EventContent event : payloads.stream().limit(20).toList()) {
      List<String> named = new ArrayList<>();
      for (int place : placesOf(event.payload().toByteArray())) {
        flip(place + 3, 0x40).forEach(flaw -> named.add(flaw.place()));
      }
      assertThat(named).containsExactly(event.persistenceId() + "#" + event.sequenceNumber());
    }
  }

  private static List<Integer> placesOf(byte[] wanted) {
    List<Integer> places = new ArrayList<>();
    for (int place = 0; place <= ledger.length - wanted.length; place++) {
      if (Arrays.mismatch(ledger, place, place + wanted.length, wanted, 0, wanted.length) < 0) {
        places.add(place);
      }
    }
    return places;
  }

  /** The first page holds the header and the schema, where a byte means most. */
  @Property(tries = 200)
  void isFoundOrHarmlessInTheFirstPage(
      @ForAll @IntRange(max = PAGE_BYTES - 1) int place,
      @ForAll @IntRange(min = 1, max = 255) int change)
      throws IOException, SQLException {
    flip(place, change);
  }

  static List<Flaw> flip(int place, int change) throws IOException, SQLException {
    Path folder = Files.createDirectories(scratch.resolve("flipped"));
    Path file = folder.resolve("ledger.db");
    byte[] flipped = ledger.clone();
    flipped[place] ^= (byte) change;
    Files.write(file, flipped);
    try {
      StorageReport report = StorageInspection.of(new SqliteDatabase(file));
      if (report.flawless()) {
        assertThat(content(file)).as("byte " + place).isEqualTo(content);
      } else {
        assertThat(report.flaws())
            .allSatisfy(flaw -> assertThat(flaw.place() + flaw.what()).isNotBlank());
      }
      return report.flaws();
    } finally {
      for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
        Files.deleteIfExists(folder.resolve("ledger.db" + suffix));
      }
    }
  }
}
