package io.bpfledger.journal.store;

import static org.assertj.core.api.Assertions.assertThat;

import akka.persistence.jdbc.db.SlickExtension;
import akka.persistence.jdbc.db.SlickExtensionImpl;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.schema.Migration;
import io.bpfledger.journal.store.schema.SqliteSchema;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import slick.jdbc.JdbcBackend;

/** Opening a ledger on SQLite: the folder, the lock, the schema. */
final class LedgerStoreTest {

  @TempDir private Path scratch;

  private Path folder() {
    return scratch.resolve("state");
  }

  private Opening<LedgerStore> open() {
    return LedgerStore.open(new StoreSettings.Sqlite(folder()), TestLedger.CLOCK);
  }

  private Opening<LedgerStore> open(List<Migration> migrations) {
    return LedgerStore.open(new StoreSettings.Sqlite(folder()), migrations, TestLedger.CLOCK);
  }

  private static List<Migration> withAnotherStep() {
    List<Migration> migrations = new ArrayList<>(SqliteSchema.migrations());
    migrations.add(
        new Migration(
            migrations.size() + 1,
            "a mark on every event",
            List.of("ALTER TABLE event_journal ADD COLUMN mark INTEGER NOT NULL DEFAULT 7")));
    return migrations;
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private List<String> query(Path file, String sql) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    }
  }

  private static StoreRefusal refusal(Opening<LedgerStore> opening) {
    assertThat(opening).isInstanceOf(Opening.Refused.class);
    return ((Opening.Refused<LedgerStore>) opening).refusal();
  }

  @Test
  void newLedgerLiesInAFolderThatOnlyItsOwnerMayEnter() throws IOException, SQLException {
    try (LedgerStore store = open().orThrow();
        Connection connection = store.database().connect()) {
      connection.setAutoCommit(false);
      assertThat(mode(folder())).isEqualTo("rwx------");
      try (Stream<Path> files = Files.list(folder())) {
        List<Path> all = files.toList();
        assertThat(all)
            .extracting(file -> file.getFileName().toString())
            .contains("ledger.db", "ledger.db-wal", "ledger.db-shm", "lock", "holder");
        for (Path file : all) {
          assertThat(mode(file)).as(file.toString()).isEqualTo("rw-------");
        }
      }
    }
  }

  @Test
  void folderThatWasOpenToOthersIsClosedToThem() throws IOException {
    Files.createDirectory(
        folder(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
    open().orThrow().close();
    assertThat(mode(folder())).isEqualTo("rwx------");
  }

  @Test
  void fileInThePlaceOfTheFolderIsRefused() throws IOException {
    Files.writeString(folder(), "not a folder");
    assertThat(refusal(open()).message()).contains(folder().toString()).contains("not a folder");
  }

  @Test
  void secondOpeningIsToldWhoHoldsTheLedger() throws IOException {
    try (LedgerStore first = open().orThrow()) {
      assertThat(first.held()).isTrue();
      assertThat(refusal(open()).message())
          .contains(folder().toString())
          .contains("pid " + ProcessHandle.current().pid())
          .contains("since 2026-11-20T12:00:00Z");
    }
    open().orThrow().close();
  }

  @Test
  void secondProcessIsToldWhoHoldsTheLedger() throws IOException, InterruptedException {
    try (LedgerStore first = open().orThrow()) {
      assertThat(first.held()).isTrue();
      assertThat(openInAnotherProcess())
          .startsWith("refused: " + folder() + " is in use by pid ")
          .contains("pid " + ProcessHandle.current().pid() + " (");
      assertThat(openInAnotherProcess()).as("the refused attempt left the lock").contains("in use");
    }
    assertThat(openInAnotherProcess()).isEqualTo("opened");
  }

  private String openInAnotherProcess() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                SecondService.class.getName(),
                folder().toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String answer =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).isZero();
    return answer;
  }

  /** Opens a ledger, tells how that went, and ends. */
  static final class SecondService {
    private SecondService() {}

    public static void main(String[] arguments) throws IOException {
      Opening<LedgerStore> opening =
          LedgerStore.open(new StoreSettings.Sqlite(Path.of(arguments[0])), TestLedger.CLOCK);
      switch (opening) {
        case Opening.Opened<LedgerStore> opened -> {
          System.out.println("opened");
          opened.value().close();
        }
        case Opening.Refused<LedgerStore> refused ->
            System.out.println("refused: " + refused.refusal().message());
      }
    }
  }

  @Test
  void ledgerOfAnEarlierVersionIsBroughtForwardAndACopyKept() throws IOException, SQLException {
    open().orThrow().close();
    Path file = folder().resolve("ledger.db");

    open(withAnotherStep()).orThrow().close();

    assertThat(query(file, "SELECT version || ' ' || name FROM ledger_schema ORDER BY version"))
        .containsExactly("1 events, tags and snapshots", "2 a mark on every event");
    Path copy = folder().resolve("ledger.db.before-leaving-version-1");
    assertThat(query(copy, "SELECT max(version) FROM ledger_schema")).containsExactly("1");
    assertThat(query(copy, "PRAGMA integrity_check")).containsExactly("ok");
    assertThat(mode(copy)).isEqualTo("rw-------");
  }

  @Test
  void stepThatFailsLeavesTheLedgerAsItWas() throws IOException, SQLException {
    open().orThrow().close();
    List<Migration> broken = new ArrayList<>(SqliteSchema.migrations());
    broken.add(
        new Migration(
            2, "half a step", List.of("CREATE TABLE half (a INTEGER)", "CREATE NONSENSE")));

    assertThat(refusal(open(broken))).isInstanceOf(StoreRefusal.Unusable.class);
    assertThat(refusal(open(broken)).message()).contains("NONSENSE");

    Path file = folder().resolve("ledger.db");
    assertThat(query(file, "SELECT name FROM sqlite_schema WHERE name = 'half'")).isEmpty();
    assertThat(query(file, "SELECT max(version) FROM ledger_schema")).containsExactly("1");
    open().orThrow().close();
  }

  @Test
  void ledgerOfALaterVersionIsRefusedAndNotTouched() throws IOException, SQLException {
    open(withAnotherStep()).orThrow().close();
    assertThat(refusal(open()))
        .isEqualTo(new StoreRefusal.Newer(folder().resolve("ledger.db").toString(), 2, 1))
        .extracting(StoreRefusal::message)
        .asString()
        .contains("schema version 2, this program knows versions up to 1");
    assertThat(query(folder().resolve("ledger.db"), "SELECT max(version) FROM ledger_schema"))
        .containsExactly("2");
  }

  @Test
  void otherFilesInThePlaceOfTheLedgerAreRefusedAndNotTouched() throws IOException, SQLException {
    Files.createDirectory(folder());
    Path file = folder().resolve("ledger.db");
    Files.writeString(file, "these bytes were written by somebody else, long ago".repeat(50));
    String before = Files.readString(file);
    assertThat(refusal(open())).isInstanceOf(StoreRefusal.NotLedger.class);
    assertThat(Files.readString(file)).isEqualTo(before);

    Files.delete(file);
    query(file, "SELECT 1");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE recipes (name TEXT)");
    }
    assertThat(refusal(open()))
        .extracting(StoreRefusal::message)
        .asString()
        .contains("is not a ledger");
    assertThat(query(file, "PRAGMA journal_mode")).containsExactly("delete");
  }

  @Test
  void everyPooledConnectionSyncsEachCommitAndWaitsForLocks() throws SQLException {
    try (TestLedger ledger = TestLedger.open(new StoreSettings.Sqlite(folder()))) {
      JdbcBackend.DatabaseDef pool =
          ((SlickExtensionImpl) SlickExtension.get(ledger.system()))
              .database(ledger.system().settings().config().getConfig("jdbc-journal"))
              .database();
      List<Connection> connections = new ArrayList<>();
      for (int index = 0; index < 4; index++) {
        connections.add(pool.source().createConnection());
      }
      for (Connection connection : connections) {
        assertThat(pragma(connection, "synchronous")).as("FULL").isEqualTo("2");
        assertThat(pragma(connection, "journal_mode")).isEqualTo("wal");
        assertThat(pragma(connection, "busy_timeout")).isEqualTo("10000");
        assertThat(pragma(connection, "foreign_keys")).isEqualTo("1");
        connection.close();
      }
    }
    try (LedgerStore store = open().orThrow();
        Connection connection = store.database().connect()) {
      assertThat(pragma(connection, "synchronous")).as("FULL").isEqualTo("2");
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  private static String pragma(Connection connection, String name) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("PRAGMA " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  @Test
  void eventsCanBeNeitherChangedNorDeleted() throws IOException, SQLException {
    try (LedgerStore store = open().orThrow();
        Connection connection = store.database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(
          "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
              + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload, seal)"
              + " VALUES ('a', 1, '', 0, '', 0, '', x'00', zeroblob(16))");
      for (String sql :
          List.of(
              "DELETE FROM event_journal",
              "UPDATE event_journal SET sequence_number = 2",
              "UPDATE event_journal SET event_ser_manifest = 'host.erased#1'")) {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> statement.execute(sql)))
            .hasMessageContaining("append-only");
      }
      assertThat(store.reader().highestOrdering()).isEqualTo(1);
    }
  }
}
