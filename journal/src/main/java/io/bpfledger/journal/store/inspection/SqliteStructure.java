package io.bpfledger.journal.store.inspection;

import io.bpfledger.journal.store.schema.SchemaMigrator;
import io.bpfledger.journal.store.schema.SqliteSchema;
import io.bpfledger.journal.verification.Flaws;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** The structure of a ledger's SQLite file: pages, trees, indices, constraints, the schema. */
final class SqliteStructure {

  /** Flaws that SQLite's own check lists at most. */
  private static final int LISTED_MAX = 100;

  private static final String TABLES =
      "SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '')"
          + " FROM sqlite_schema WHERE name NOT LIKE 'sqlite_stat%' ORDER BY 1";

  private static final String STEPS =
      "SELECT version || ' ' || name FROM ledger_schema ORDER BY version";

  private final Connection connection;
  private final Flaws flaws;

  SqliteStructure(Connection connection, Flaws flaws) {
    this.connection = connection;
    this.flaws = flaws;
  }

  void inspect() {
    check("file", "PRAGMA application_id", List.of(Integer.toString(SqliteSchema.APPLICATION_ID)));
    check("journal mode", "PRAGMA journal_mode", List.of("wal"));
    check("structure", "PRAGMA integrity_check(" + LISTED_MAX + ")", List.of("ok"));
    check("tags", "SELECT \"rowid\" FROM pragma_foreign_key_check", List.of());
    inspectSchema();
    check(
        "numbering of the events",
        "SELECT name || ' up to ' || seq FROM sqlite_sequence",
        ask(
            "numbering of the events",
            "SELECT 'event_journal up to ' || max(ordering) FROM event_journal"
                + " HAVING count(*) > 0"));
  }

  /** Held against the schema of a ledger that was just made. */
  private void inspectSchema() {
    try (Connection fresh = DriverManager.getConnection("jdbc:sqlite::memory:")) {
      new SchemaMigrator(SqliteSchema.migrations(), InstantSource.fixed(Instant.EPOCH))
          .migrate(fresh, _ -> {});
      check("schema", TABLES, ask(fresh, TABLES));
      check("steps of the schema", STEPS, ask(fresh, STEPS));
    } catch (SQLException | IOException failure) {
      throw new IllegalStateException("a ledger in memory can always be made", failure);
    }
  }

  private void check(String place, String query, List<String> expected) {
    List<String> found = ask(place, query);
    for (String row : found) {
      if (!expected.contains(row)) {
        flaws.add(place, row);
      }
    }
    for (String row : expected) {
      if (!found.contains(row)) {
        flaws.add(place, "missing: " + row);
      }
    }
  }

  private List<String> ask(String place, String query) {
    try {
      return ask(connection, query);
    } catch (SQLException failure) {
      flaws.add(place, "can't be read: " + failure.getMessage());
      return List.of();
    }
  }

  private static List<String> ask(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(String.valueOf(rows.getString(1)));
      }
      return values;
    }
  }
}
