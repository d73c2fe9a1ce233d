package io.bpfledger.journal.store.row;

import static io.bpfledger.journal.store.row.Columns.bytes;
import static io.bpfledger.journal.store.row.Columns.text;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** The snapshots. They only save time: everything in them follows from the events. */
public final class SnapshotTable {

  private static final String COLUMNS =
      "persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest,"
          + " snapshot_payload, seal";

  private static final String SAVE =
      """
      INSERT INTO snapshot (persistence_id, sequence_number, created, snapshot_ser_id,
        snapshot_ser_manifest, snapshot_payload, seal)
      VALUES (?, ?, ?, ?, ?, ?, ?)
      ON CONFLICT (persistence_id, sequence_number) DO UPDATE SET
        created = excluded.created, snapshot_ser_id = excluded.snapshot_ser_id,
        snapshot_ser_manifest = excluded.snapshot_ser_manifest,
        snapshot_payload = excluded.snapshot_payload, seal = excluded.seal
      """;

  private static final String LATEST =
      "SELECT "
          + COLUMNS
          + " FROM snapshot WHERE persistence_id = ? AND sequence_number <= ? AND created <= ?"
          + " ORDER BY sequence_number DESC LIMIT 1";

  private static final String ALL =
      "SELECT " + COLUMNS + " FROM snapshot ORDER BY persistence_id, sequence_number";

  private static final String DELETE_UP_TO =
      "DELETE FROM snapshot WHERE persistence_id = ? AND sequence_number <= ?";

  private SnapshotTable() {}

  /** Adds a snapshot, or replaces the one of the same stream and sequence number. */
  public static void save(Connection connection, SnapshotContent snapshot) throws SQLException {
    saveCopy(connection, new StoredSnapshot(snapshot, snapshot.seal()));
  }

  /** Adds a copy with the seal that its original has, a broken one too. */
  public static void saveCopy(Connection connection, StoredSnapshot copy) throws SQLException {
    SnapshotContent snapshot = copy.content();
    try (PreparedStatement insert = connection.prepareStatement(SAVE)) {
      insert.setString(1, snapshot.persistenceId());
      insert.setLong(2, snapshot.sequenceNumber());
      insert.setLong(3, snapshot.createdAtMillis());
      insert.setInt(4, snapshot.serializer());
      insert.setString(5, snapshot.manifest());
      insert.setBytes(6, snapshot.payload().array());
      insert.setBytes(7, copy.seal().array());
      insert.executeUpdate();
    }
  }

  /** The latest snapshot of a stream that is neither beyond the one nor younger than the other. */
  public static Optional<StoredSnapshot> latest(
      Connection connection, String persistenceId, long sequenceNumberMax, long createdAtMillisMax)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LATEST)) {
      select.setString(1, persistenceId);
      select.setLong(2, sequenceNumberMax);
      select.setLong(3, createdAtMillisMax);
      try (ResultSet rows = select.executeQuery()) {
        return rows.next() ? Optional.of(snapshot(rows)) : Optional.empty();
      }
    }
  }

  /**
   * Hands over all snapshots, by stream and sequence number.
   *
   * @return how many there were
   */
  public static long all(Connection connection, RowVisitor<StoredSnapshot> visitor)
      throws SQLException {
    long count = 0;
    try (PreparedStatement select = connection.prepareStatement(ALL);
        ResultSet rows = select.executeQuery()) {
      boolean more = true;
      while (more && rows.next()) {
        more = visitor.visit(snapshot(rows));
        count++;
      }
    }
    return count;
  }

  /** Deletes the snapshots of a stream up to a sequence number; the caller commits. */
  public static void deleteUpTo(Connection connection, String persistenceId, long sequenceNumber)
      throws SQLException {
    try (PreparedStatement delete = connection.prepareStatement(DELETE_UP_TO)) {
      delete.setString(1, persistenceId);
      delete.setLong(2, sequenceNumber);
      delete.executeUpdate();
    }
  }

  private static StoredSnapshot snapshot(ResultSet row) throws SQLException {
    SnapshotContent content =
        new SnapshotContent(
            text(row, 1),
            row.getLong(2),
            row.getLong(3),
            row.getInt(4),
            text(row, 5),
            bytes(row, 6));
    return new StoredSnapshot(content, bytes(row, 7));
  }
}
