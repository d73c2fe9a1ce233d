package io.bpfledger.journal.store.row;

import static io.bpfledger.journal.store.row.Columns.bytes;
import static io.bpfledger.journal.store.row.Columns.text;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The events: append, read, and erase the content of some. */
public final class EventTable {

  /** Rows fetched at once from a server, so that a scan does not hold the ledger in memory. */
  private static final int FETCH_ROWS = 2_000;

  private static final String COLUMNS =
      "ordering, deleted, persistence_id, sequence_number, writer, write_timestamp,"
          + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload, seal";

  private static final String INSERT =
      """
      INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,
        adapter_manifest, event_ser_id, event_ser_manifest, event_payload, seal)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """;

  private static final String INSERT_TAG =
      """
      INSERT INTO event_tag (event_id, tag)
      SELECT ordering, ? FROM event_journal WHERE persistence_id = ? AND sequence_number = ?
      """;

  private static final String ERASE =
      """
      UPDATE event_journal SET event_ser_manifest = ?, event_payload = ?, seal = ?
      WHERE persistence_id = ? AND sequence_number = ?
      """;

  private static final String IN_ORDER =
      "SELECT " + COLUMNS + " FROM event_journal WHERE ordering > ? ORDER BY ordering";

  private static final String OF_STREAM =
      "SELECT "
          + COLUMNS
          + " FROM event_journal WHERE persistence_id = ? AND sequence_number BETWEEN ? AND ?"
          + " ORDER BY sequence_number LIMIT ?";

  private static final String UNDELETED_OF_STREAM =
      "SELECT "
          + COLUMNS
          + " FROM event_journal"
          + " WHERE persistence_id = ? AND sequence_number BETWEEN ? AND ? AND NOT deleted"
          + " ORDER BY sequence_number LIMIT ?";

  private static final String MARKED_DELETED =
      "SELECT 1 FROM event_journal WHERE persistence_id = ? AND sequence_number = ? AND deleted";

  private static final String LATEST =
      "SELECT max(sequence_number) FROM event_journal WHERE persistence_id = ?";

  private static final String HIGHEST_ORDERING = "SELECT max(ordering) FROM event_journal";

  private EventTable() {}

  /** Adds events at the end of the ledger, in the order of the list; the caller commits. */
  public static void append(Connection connection, List<EventContent> events) throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (EventContent event : events) {
        add(insert, event, event.seal());
      }
      insert.executeBatch();
    }
  }

  /** Adds copies with the seals that their originals have, broken ones too; the caller commits. */
  public static void appendCopies(Connection connection, List<StoredEvent> events)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
      for (StoredEvent event : events) {
        add(insert, event.content(), event.seal());
      }
      insert.executeBatch();
    }
  }

  private static void add(PreparedStatement insert, EventContent event, Bytes seal)
      throws SQLException {
    insert.setString(1, event.persistenceId());
    insert.setLong(2, event.sequenceNumber());
    insert.setString(3, event.writer());
    insert.setLong(4, event.writtenAtMillis());
    insert.setString(5, event.adapterManifest());
    insert.setInt(6, event.serializer());
    insert.setString(7, event.manifest());
    insert.setBytes(8, event.payload().array());
    insert.setBytes(9, seal.array());
    insert.addBatch();
  }

  /** Tags events that have been appended; the caller commits. */
  public static void tag(Connection connection, Map<EventContent, Set<String>> tags)
      throws SQLException {
    try (PreparedStatement insert = connection.prepareStatement(INSERT_TAG)) {
      for (Map.Entry<EventContent, Set<String>> tagged : tags.entrySet()) {
        for (String tag : tagged.getValue()) {
          insert.setString(1, tag);
          insert.setString(2, tagged.getKey().persistenceId());
          insert.setLong(3, tagged.getKey().sequenceNumber());
          insert.addBatch();
        }
      }
      insert.executeBatch();
    }
  }

  /**
   * Puts another manifest and payload in the place of an event's; everything else stays. The
   * database refuses this for all but the erasure of old runs.
   *
   * @return whether the event was there
   */
  public static boolean erase(Connection connection, EventContent erased) throws SQLException {
    try (PreparedStatement update = connection.prepareStatement(ERASE)) {
      update.setString(1, erased.manifest());
      update.setBytes(2, erased.payload().array());
      update.setBytes(3, erased.seal().array());
      update.setString(4, erased.persistenceId());
      update.setLong(5, erased.sequenceNumber());
      return update.executeUpdate() == 1;
    }
  }

  /**
   * Hands over all events after a place in the ledger, in order. The connection must not be in
   * auto-commit mode, or a server would send all rows at once.
   *
   * @return how many there were
   */
  public static long inOrder(
      Connection connection, long afterOrdering, RowVisitor<StoredEvent> visitor)
      throws SQLException {
    long count = 0;
    try (PreparedStatement select = connection.prepareStatement(IN_ORDER)) {
      select.setFetchSize(FETCH_ROWS);
      select.setLong(1, afterOrdering);
      try (ResultSet rows = select.executeQuery()) {
        boolean more = true;
        while (more && rows.next()) {
          more = visitor.visit(event(rows));
          count++;
        }
      }
    }
    return count;
  }

  /** Events of one stream, both bounds included, at most {@code limit}. */
  public static List<StoredEvent> ofStream(
      Connection connection, String persistenceId, long from, long to, int limit)
      throws SQLException {
    return select(connection, OF_STREAM, persistenceId, from, to, limit);
  }

  /** The same without those marked deleted. */
  public static List<StoredEvent> undeletedOfStream(
      Connection connection, String persistenceId, long from, long to, int limit)
      throws SQLException {
    return select(connection, UNDELETED_OF_STREAM, persistenceId, from, to, limit);
  }

  private static List<StoredEvent> select(
      Connection connection, String query, String persistenceId, long from, long to, int limit)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(query)) {
      select.setString(1, persistenceId);
      select.setLong(2, from);
      select.setLong(3, to);
      select.setInt(4, limit);
      List<StoredEvent> events = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          events.add(event(rows));
        }
      }
      return events;
    }
  }

  /** Whether this event is there and marked deleted. */
  public static boolean isMarkedDeleted(
      Connection connection, String persistenceId, long sequenceNumber) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(MARKED_DELETED)) {
      select.setString(1, persistenceId);
      select.setLong(2, sequenceNumber);
      try (ResultSet row = select.executeQuery()) {
        return row.next();
      }
    }
  }

  /** The sequence number of the last event of a stream, 0 if it has none. */
  public static long latest(Connection connection, String persistenceId) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(LATEST)) {
      select.setString(1, persistenceId);
      try (ResultSet row = select.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    }
  }

  /** The place of the last event in the ledger, 0 if it is empty. */
  public static long highestOrdering(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(HIGHEST_ORDERING);
        ResultSet row = select.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  private static StoredEvent event(ResultSet row) throws SQLException {
    EventContent content =
        new EventContent(
            text(row, 3),
            row.getLong(4),
            text(row, 5),
            row.getLong(6),
            text(row, 7),
            row.getInt(8),
            text(row, 9),
            bytes(row, 10));
    return new StoredEvent(row.getLong(1), row.getBoolean(2), content, bytes(row, 11));
  }
}
