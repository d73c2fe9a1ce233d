package io.bpfledger.journal.store.inspection;

import io.bpfledger.journal.store.schema.Migration;
import io.bpfledger.journal.store.schema.PostgresqlSchema;
import io.bpfledger.journal.verification.Flaws;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** The schema of a ledger in PostgreSQL: its steps, and the guards that keep it append-only. */
final class PostgresqlStructure {

  private static final String STEPS =
      "SELECT version || ' ' || name FROM ledger_schema ORDER BY version";

  private static final String GUARDS =
      """
      SELECT trigger.tgname FROM pg_trigger trigger
        JOIN pg_class relation ON relation.oid = trigger.tgrelid
        JOIN pg_namespace space ON space.oid = relation.relnamespace
      WHERE space.nspname = ? AND trigger.tgenabled <> 'D' AND NOT trigger.tgisinternal
      ORDER BY 1
      """;

  private final Connection connection;
  private final Flaws flaws;
  private final String schema;

  PostgresqlStructure(Connection connection, Flaws flaws, String schema) {
    this.connection = connection;
    this.flaws = flaws;
    this.schema = schema;
  }

  void inspect() throws SQLException {
    List<String> expected = new ArrayList<>();
    for (Migration migration : PostgresqlSchema.migrations()) {
      expected.add(migration.version() + " " + migration.name());
    }
    compare("steps of the schema", ask(STEPS, List.of()), expected);
    compare("guards of the events", ask(GUARDS, List.of(schema)), PostgresqlSchema.guards());
  }

  private void compare(String place, List<String> found, List<String> expected) {
    if (!found.equals(expected)) {
      flaws.add(place, "found " + found + " instead of " + expected);
    }
  }

  private List<String> ask(String query, List<String> arguments) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      for (int index = 0; index < arguments.size(); index++) {
        statement.setString(index + 1, arguments.get(index));
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<String> values = new ArrayList<>();
        while (rows.next()) {
          values.add(rows.getString(1));
        }
        return values;
      }
    }
  }
}
