package io.bpfledger.journal.backup;

import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.SnapshotTable;
import io.bpfledger.journal.store.row.StoredEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** Copies all rows of a ledger into an empty one, in their order. */
final class RowCopy {

  private static final int BATCH = 1_000;

  private final Connection into;
  private final List<StoredEvent> waiting = new ArrayList<>(BATCH);

  private RowCopy(Connection into) {
    this.into = into;
  }

  /** Copies what {@code from} shows at this moment. */
  static void of(Connection from, Connection into) throws SQLException {
    from.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    from.setAutoCommit(false);
    into.setAutoCommit(false);
    RowCopy copy = new RowCopy(into);
    EventTable.inOrder(from, 0, copy::add);
    copy.write();
    SnapshotTable.all(
        from,
        snapshot -> {
          SnapshotTable.saveCopy(into, snapshot);
          return true;
        });
    into.commit();
    from.rollback();
  }

  private boolean add(StoredEvent event) throws SQLException {
    waiting.add(event);
    if (waiting.size() == BATCH) {
      write();
    }
    return true;
  }

  private void write() throws SQLException {
    EventTable.appendCopies(into, waiting);
    waiting.clear();
  }
}
