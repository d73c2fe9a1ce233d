package io.bpfledger.journal.store.inspection;

import io.bpfledger.journal.store.database.Database;
import io.bpfledger.journal.store.database.PostgresqlDatabase;
import io.bpfledger.journal.store.database.SqliteDatabase;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.SnapshotTable;
import io.bpfledger.journal.store.row.StoredEvent;
import io.bpfledger.journal.store.row.StoredSnapshot;
import io.bpfledger.journal.verification.Flaws;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Inspects the storage of a ledger, open or not, without changing it. It goes on as far as it can,
 * whatever it finds.
 *
 * <p>In SQLite, the structure is checked first, indices against tables included. Together with the
 * seals that covers every byte that is ever read as content; a byte in unused space is found by
 * nobody and harms nobody. In PostgreSQL, pages are the server's to check.
 */
public final class StorageInspection {

  private final Database database;
  private final Flaws flaws = new Flaws();
  private long events;
  private long snapshots;

  private StorageInspection(Database database) {
    this.database = database;
  }

  public static StorageReport of(Database database) {
    return new StorageInspection(database).inspect();
  }

  private StorageReport inspect() {
    try (Connection connection = database.connectReadOnly()) {
      connection.setAutoCommit(false);
      switch (database) {
        case SqliteDatabase _ -> new SqliteStructure(connection, flaws).inspect();
        case PostgresqlDatabase server ->
            new PostgresqlStructure(connection, flaws, server.schema()).inspect();
      }
      inspectColumns(connection, "event_journal", "sequence_number > 0 AND length(seal) = 16");
      inspectColumns(connection, "snapshot", "length(seal) = 16");
      inspectEvents(connection);
      inspectSnapshots(connection);
      connection.rollback();
    } catch (SQLException failure) {
      flaws.add(database.name(), "can't be read: " + failure.getMessage());
    }
    return new StorageReport(events, snapshots, flaws.listed(), flaws.count());
  }

  /** Constraints that SQLite's own check leaves out on a connection that only reads. */
  private void inspectColumns(Connection connection, String table, String constraints) {
    String query =
        "SELECT persistence_id || '#' || sequence_number FROM "
            + table
            + " WHERE NOT ("
            + constraints
            + " AND meta_ser_id IS NULL AND meta_ser_manifest IS NULL AND meta_payload IS NULL)";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        flaws.add(rows.getString(1), "a column in " + table + " holds what nobody writes there");
      }
    } catch (SQLException failure) {
      flaws.add(table, "can't be read: " + failure.getMessage());
    }
  }

  private void inspectEvents(Connection connection) {
    try {
      EventTable.inOrder(connection, 0, this::inspect);
    } catch (SQLException failure) {
      flaws.add("events", "can't be read behind the " + events + ". : " + failure.getMessage());
    }
  }

  private boolean inspect(StoredEvent event) {
    events++;
    if (!event.intact()) {
      flaws.add(event.name(), "its seal is broken (row " + event.ordering() + ")");
    }
    if (event.deleted()) {
      flaws.add(event.name(), "it is marked deleted (row " + event.ordering() + ")");
    }
    return true;
  }

  private void inspectSnapshots(Connection connection) {
    try {
      SnapshotTable.all(connection, this::inspect);
    } catch (SQLException failure) {
      flaws.add(
          "snapshots", "can't be read behind the " + snapshots + ". : " + failure.getMessage());
    }
  }

  private boolean inspect(StoredSnapshot snapshot) {
    snapshots++;
    if (!snapshot.intact()) {
      flaws.add(snapshot.name(), "its seal is broken");
    }
    return true;
  }
}
