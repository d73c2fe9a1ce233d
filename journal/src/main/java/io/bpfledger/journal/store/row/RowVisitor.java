package io.bpfledger.journal.store.row;

import java.sql.SQLException;

/** Takes rows as they are read, one after the other. */
@FunctionalInterface
public interface RowVisitor<T> {
  void visit(T row) throws SQLException;
}
