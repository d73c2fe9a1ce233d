package io.bpfledger.journal.store;

import io.bpfledger.journal.store.database.Database;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.SnapshotTable;
import io.bpfledger.journal.store.row.StoredEvent;
import io.bpfledger.journal.store.row.StoredSnapshot;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Predicate;

/**
 * Reads the rows of a ledger in order. Each call sees one consistent state of the ledger, and none
 * disturbs the writer.
 */
public final class LedgerReader {

  private final Database database;

  private LedgerReader(Database database) {
    this.database = database;
  }

  public static LedgerReader of(Database database) {
    return new LedgerReader(database);
  }

  /**
   * Hands over the events after a place in the ledger (0: from the beginning), in order, until the
   * visitor has enough.
   *
   * @return how many it took
   */
  public long inOrder(long afterOrdering, Predicate<StoredEvent> visitor) {
    return read(
        "read the events",
        connection -> EventTable.inOrder(connection, afterOrdering, visitor::test));
  }

  /** Events of one stream, both bounds included, at most {@code limit}. */
  public List<StoredEvent> ofStream(String persistenceId, long from, long to, int limit) {
    return read(
        "read stream " + persistenceId,
        connection -> EventTable.ofStream(connection, persistenceId, from, to, limit));
  }

  /** The place of the last event, 0 if there is none. */
  public long highestOrdering() {
    return read("read the end of the ledger", EventTable::highestOrdering);
  }

  /**
   * Hands over the snapshots, by stream and sequence number, until the visitor has enough.
   *
   * @return how many it took
   */
  public long snapshots(Predicate<StoredSnapshot> visitor) {
    return read("read the snapshots", connection -> SnapshotTable.all(connection, visitor::test));
  }

  @FunctionalInterface
  private interface Query<T> {
    T on(Connection connection) throws SQLException;
  }

  private <T> T read(String operation, Query<T> query) {
    try (Connection connection = database.connectReadOnly()) {
      connection.setAutoCommit(false);
      T answer = query.on(connection);
      connection.rollback();
      return answer;
    } catch (SQLException failure) {
      throw new StoreFailure(operation, database.name(), failure);
    }
  }
}
