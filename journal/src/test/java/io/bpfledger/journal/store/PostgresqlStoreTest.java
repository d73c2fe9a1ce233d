package io.bpfledger.journal.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.database.PostgresqlDatabase;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.postgresql.PostgresqlServer;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.StoredEvent;
import io.bpfledger.journal.store.schema.Migration;
import io.bpfledger.journal.store.schema.PostgresqlSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening a ledger in a shared PostgreSQL database: hosts, the lock, the schema. */
final class PostgresqlStoreTest {

  @TempDir private Path scratch;

  private StoreSettings settings(String folder, String host) {
    return new StoreSettings.Postgresql(
        scratch.resolve(folder), PostgresqlServer.shared().ledgerOf(host));
  }

  private static LedgerStore open(StoreSettings settings) {
    return LedgerStore.open(settings, TestLedger.CLOCK).orThrow();
  }

  private static void append(LedgerStore store, String stream, long sequenceNumber, int payload)
      throws SQLException {
    try (Connection connection = store.database().connect()) {
      EventTable.append(
          connection,
          List.of(
              new EventContent(
                  stream,
                  sequenceNumber,
                  "writer",
                  1,
                  "",
                  4,
                  "",
                  Bytes.copyOf(new byte[] {(byte) payload}))));
    }
  }

  private static List<Integer> payloads(LedgerStore store) {
    List<StoredEvent> events = new ArrayList<>();
    store.reader().inOrder(0, events::add);
    return events.stream().map(event -> (int) event.content().payload().toByteArray()[0]).toList();
  }

  @Test
  void hostsInOneDatabaseAreIndependent() throws IOException, SQLException {
    try (LedgerStore first = open(settings("a", "host-a"));
        LedgerStore second = open(settings("b", "host-b"))) {
      append(first, "dispatcher|eth0", 1, 11);
      append(second, "dispatcher|eth0", 1, 21);
      append(second, "dispatcher|eth0", 2, 22);

      assertThat(payloads(first)).containsExactly(11);
      assertThat(payloads(second)).containsExactly(21, 22);
      assertThat(first.reader().highestOrdering()).isEqualTo(1);

      try (Connection connection = first.database().connect();
          Statement statement = connection.createStatement()) {
        statement.execute("DROP SCHEMA ledger_host_a CASCADE");
      }
      assertThat(payloads(second)).containsExactly(21, 22);
    }
  }

  @Test
  void secondServiceWithTheSameHostIdIsToldWhoHoldsTheLedger() throws IOException {
    try (LedgerStore first = open(settings("a", "host-cloned"))) {
      assertThat(first.held()).isTrue();
      Opening<LedgerStore> second =
          LedgerStore.open(settings("b", "host-cloned"), TestLedger.CLOCK);
      assertThat(second)
          .isInstanceOfSatisfying(
              Opening.Refused.class,
              refused ->
                  assertThat(refused.refusal().message())
                      .contains("ledger_host_cloned is in use by bpfledger host-cloned")
                      .contains("since 2"));
    }
    open(settings("b", "host-cloned")).close();
  }

  @Test
  void ledgerThatLostItsServerConnectionKnowsThatItIsNoLongerItsOwn()
      throws IOException, SQLException {
    try (LedgerStore store = open(settings("a", "host-cut"))) {
      try (Connection connection = store.database().connect();
          Statement statement = connection.createStatement()) {
        statement.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                + " AND pid IN (SELECT pid FROM pg_stat_activity"
                + " WHERE application_name = 'bpfledger host-cut') AND pid <> pg_backend_pid()");
      }
      assertThat(store.held()).isFalse();
    }
  }

  @Test
  void ledgerOfAnEarlierVersionIsBroughtForwardAndACopyKept() throws IOException, SQLException {
    StoreSettings settings = settings("a", "host-old");
    try (LedgerStore store = open(settings)) {
      append(store, "a", 1, 42);
    }
    List<Migration> migrations = new ArrayList<>(PostgresqlSchema.migrations());
    migrations.add(
        new Migration(
            2,
            "a mark on every event",
            List.of("ALTER TABLE event_journal ADD COLUMN mark INTEGER NOT NULL DEFAULT 7")));

    try (LedgerStore store = LedgerStore.open(settings, migrations, TestLedger.CLOCK).orThrow()) {
      assertThat(payloads(store)).containsExactly(42);
      assertThat(number(store.database().connect(), "SELECT mark FROM event_journal")).isEqualTo(7);
      assertThat(
              number(
                  store.database().connect(),
                  "SELECT max(version) FROM ledger_host_old_before_leaving_1.ledger_schema"))
          .isEqualTo(1);
      assertThat(
              number(
                  store.database().connect(),
                  "SELECT count(*) FROM ledger_host_old_before_leaving_1.event_journal"))
          .isEqualTo(1);
    }
    assertThat(LedgerStore.open(settings, TestLedger.CLOCK))
        .isEqualTo(
            Opening.refused(
                new StoreRefusal.Newer(
                    ((StoreSettings.Postgresql) settings).database().name(), 2, 1)));
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(query)) {
      assertThat(row.next()).isTrue();
      return row.getInt(1);
    }
  }

  @Test
  void eventsCanBeNeitherChangedNorDeletedNorEmptiedAway() throws IOException, SQLException {
    try (LedgerStore store = open(settings("a", "host-sealed"));
        Connection connection = store.database().connect();
        Statement statement = connection.createStatement()) {
      append(store, "a", 1, 1);
      for (String sql :
          List.of(
              "DELETE FROM event_journal",
              "UPDATE event_journal SET sequence_number = 2",
              "UPDATE event_journal SET event_ser_manifest = 'host.erased#1'",
              "TRUNCATE event_journal CASCADE")) {
        assertThat(catchThrowable(() -> statement.execute(sql)))
            .hasMessageContaining("append-only");
      }
      assertThat(payloads(store)).containsExactly(1);
    }
  }

  @Test
  void readerCannotWrite() throws IOException, SQLException {
    try (LedgerStore store = open(settings("a", "host-read"));
        Connection connection = store.database().connectReadOnly();
        Statement statement = connection.createStatement()) {
      assertThat(catchThrowable(() -> statement.execute("DROP TABLE snapshot")))
          .hasMessageContaining("read-only");
    }
  }

  @Test
  void configurationAloneChoosesTheDatabase() {
    PostgresqlDatabase expected = PostgresqlServer.shared().ledgerOf("9F2C-1");
    StoreSettings settings =
        StoreSettings.from(
            ConfigFactory.parseString(
                    """
                    bpfledger.ledger {
                      store = postgresql
                      postgresql {
                        socket-folder = "%s", database = postgres, host-id = "9F2C-1"
                        parameters { loginTimeout = 7 }
                      }
                    }
                    """
                        .formatted(expected.address().toString().replace("/.s.PGSQL.5432", "")))
                .withFallback(ConfigFactory.load()));
    assertThat(settings.database().name()).isEqualTo(expected.name());
    assertThat(StoreSettings.from(ConfigFactory.load()))
        .isEqualTo(new StoreSettings.Sqlite(Path.of("/var/lib/bpfledger")));
  }
}
