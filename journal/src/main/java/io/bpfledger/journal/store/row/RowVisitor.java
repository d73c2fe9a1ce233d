package io.bpfledger.journal.store.row;

import java.sql.SQLException;

/** Takes rows as they are read, one after the other. */
@FunctionalInterface
public interface RowVisitor<T> {

  /** Whether there should be more. */
  boolean visit(T row) throws SQLException;
}
