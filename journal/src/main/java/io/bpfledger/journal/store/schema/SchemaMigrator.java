package io.bpfledger.journal.store.schema;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;

/** Brings a ledger to the version that this program knows. */
public final class SchemaMigrator {

  /** Which steps were taken, and when. The index says it all again, so that rot is seen. */
  private static final String HISTORY =
      """
      CREATE TABLE ledger_schema (
        version    INTEGER NOT NULL PRIMARY KEY,
        name       TEXT    NOT NULL,
        applied_at BIGINT  NOT NULL,
        UNIQUE (version, name, applied_at)
      )\
      """;

  /** Keeps a copy of a ledger before its first step. */
  @FunctionalInterface
  public interface Precaution {
    void keepCopy(int version) throws SQLException, IOException;
  }

  private final List<Migration> migrations;
  private final InstantSource clock;

  public SchemaMigrator(List<Migration> migrations, InstantSource clock) {
    for (int index = 0; index < migrations.size(); index++) {
      if (migrations.get(index).version() != index + 1) {
        throw new IllegalArgumentException(
            "step " + (index + 1) + " of the schema is numbered " + migrations.get(index));
      }
    }
    this.migrations = List.copyOf(migrations);
    this.clock = clock;
  }

  /** Takes the steps that are missing; a step that fails leaves the ledger as it was before it. */
  public SchemaOutcome migrate(Connection connection, Precaution precaution)
      throws SQLException, IOException {
    int known = migrations.size();
    if (!hasHistory(connection)) {
      if (hasTables(connection)) {
        return new SchemaOutcome.Foreign("it holds tables, but not those of a ledger");
      }
      takeSteps(connection, 0);
      return new SchemaOutcome.Migrated(0, known);
    }
    int found = version(connection);
    if (found > known) {
      return new SchemaOutcome.Newer(found, known);
    }
    if (found == known) {
      return new SchemaOutcome.Current(found);
    }
    precaution.keepCopy(found);
    takeSteps(connection, found);
    return new SchemaOutcome.Migrated(found, known);
  }

  /** The version of a ledger that has a history; 0 if that is empty. */
  public static int version(Connection connection) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery("SELECT max(version) FROM ledger_schema")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private void takeSteps(Connection connection, int from) throws SQLException {
    for (Migration migration : migrations.subList(from, migrations.size())) {
      connection.setAutoCommit(false);
      try {
        take(connection, migration);
        connection.commit();
      } catch (SQLException failure) {
        connection.rollback();
        throw failure;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private void take(Connection connection, Migration migration) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (migration.version() == 1) {
        statement.execute(HISTORY);
      }
      for (String sql : migration.statements()) {
        statement.execute(sql);
      }
    }
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO ledger_schema (version, name, applied_at) VALUES (?, ?, ?)")) {
      insert.setInt(1, migration.version());
      insert.setString(2, migration.name());
      insert.setLong(3, clock.millis());
      insert.executeUpdate();
    }
  }

  private static boolean hasHistory(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection.getMetaData().getTables(null, connection.getSchema(), "ledger_schema", null)) {
      return tables.next();
    }
  }

  private static boolean hasTables(Connection connection) throws SQLException {
    try (ResultSet tables =
        connection
            .getMetaData()
            .getTables(null, connection.getSchema(), "%", new String[] {"TABLE"})) {
      return tables.next();
    }
  }
}
