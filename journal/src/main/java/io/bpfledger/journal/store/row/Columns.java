package io.bpfledger.journal.store.row;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Columns that are never null, unless the database has rotted: then they read as empty, so that the
 * row can be shown and its seal found broken, instead of the reader falling over it.
 */
final class Columns {

  private static final byte[] NOTHING = {};

  private Columns() {}

  static String text(ResultSet row, int column) throws SQLException {
    String text = row.getString(column);
    return text == null ? "" : text;
  }

  static Bytes bytes(ResultSet row, int column) throws SQLException {
    byte[] bytes = row.getBytes(column);
    return Bytes.owning(bytes == null ? NOTHING : bytes);
  }
}
