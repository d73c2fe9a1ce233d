package io.bpfledger.journal.store.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.kit.TestLedger.Backend;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.verification.Flaw;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What somebody with another tool can do to a ledger, and how it is named. */
final class StorageInspectionTest {

  @TempDir private Path scratch;

  private LedgerStore open(Backend backend) throws SQLException {
    LedgerStore store = LedgerStore.open(backend.settings(scratch), TestLedger.CLOCK).orThrow();
    try (Connection connection = store.database().connect()) {
      EventTable.append(connection, List.of(event(1), event(2), event(3)));
    }
    return store;
  }

  private static EventContent event(int number) {
    return new EventContent(
        "stream", number, "writer", 1, "", 4, "said", Bytes.copyOf(new byte[] {(byte) number}));
  }

  private static void execute(LedgerStore store, String statements) throws SQLException {
    try (Connection connection = store.database().connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements.split(";", -1)) {
        statement.execute(sql);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void ledgerAsItWasWrittenIsFlawless(Backend backend) throws IOException, SQLException {
    try (LedgerStore store = open(backend)) {
      assertThat(StorageInspection.of(store.database()))
          .isEqualTo(new StorageReport(3, 0, List.of(), 0));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DROP TRIGGER event_journal_is_never_changed;"
            + "UPDATE event_journal SET event_payload = x'77' WHERE sequence_number = 2"
            + "|stream#2: its seal is broken (row 2)",
        "DROP TRIGGER event_journal_is_never_changed;"
            + "UPDATE event_journal SET deleted = 1 WHERE sequence_number = 2"
            + "|stream#2: it is marked deleted (row 2)",
        "DROP TRIGGER event_journal_is_never_changed|schema: missing: trigger"
            + " event_journal_is_never",
        "CREATE TABLE mine (a INTEGER)|schema: table mine on mine",
        "UPDATE sqlite_sequence SET seq = 7|numbering of the events: event_journal up to 7",
        "PRAGMA foreign_keys = off; INSERT INTO event_tag VALUES (99, 'nobody')|tags: ",
        "PRAGMA application_id = 5|file: 5",
        "UPDATE ledger_schema SET name = 'another'|steps of the schema: 1 another",
        "PRAGMA ignore_check_constraints = 1; DROP TRIGGER event_journal_is_never_changed;"
            + "UPDATE event_journal SET meta_ser_id = 1 WHERE sequence_number = 3"
            + "|stream#3: a column in event_journal holds what nobody writes there",
      })
  void whatIsNotAsItWasWrittenIsNamed(String statements, String named)
      throws IOException, SQLException {
    try (LedgerStore store = open(Backend.SQLITE)) {
      execute(store, statements);
      assertThat(StorageInspection.of(store.database()).flaws())
          .extracting(Flaw::toString)
          .anySatisfy(flaw -> assertThat(flaw).startsWith(named));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ALTER TABLE event_journal DISABLE TRIGGER event_journal_is_never_changed;"
            + "UPDATE event_journal SET event_payload = '77' WHERE sequence_number = 2"
            + "|stream#2: its seal is broken (row 2)",
        "ALTER TABLE event_journal DISABLE TRIGGER event_journal_is_never_deleted|guards of the"
            + " events: found [event_journal_is_never_changed, event_journal_is_never_e",
        "DELETE FROM ledger_schema|steps of the schema: found [] instead of",
      })
  void whatIsNotAsItWasWrittenIsNamedInPostgresqlToo(String statements, String named)
      throws IOException, SQLException {
    try (LedgerStore store = open(Backend.POSTGRESQL)) {
      execute(store, statements);
      assertThat(StorageInspection.of(store.database()).flaws())
          .extracting(Flaw::toString)
          .anySatisfy(flaw -> assertThat(flaw).startsWith(named));
    }
  }
}
