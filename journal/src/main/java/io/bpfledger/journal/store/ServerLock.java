package io.bpfledger.journal.store;

import io.bpfledger.journal.store.database.PostgresqlDatabase;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/**
 * Keeps two services with the same host id, on different machines, out of one ledger. The server
 * releases it when the connection ends.
 */
final class ServerLock implements AutoCloseable {

  private static final int ANSWER_WITHIN_SECONDS = 5;

  private final Connection connection;

  private ServerLock(Connection connection) {
    this.connection = connection;
  }

  /** Empty if somebody else holds it. Takes over the connection if it answers a lock. */
  static Optional<ServerLock> acquire(Connection connection, PostgresqlDatabase database)
      throws SQLException {
    try (PreparedStatement select = connection.prepareStatement("SELECT pg_try_advisory_lock(?)")) {
      select.setLong(1, key(database));
      try (ResultSet row = select.executeQuery()) {
        return row.next() && row.getBoolean(1)
            ? Optional.of(new ServerLock(connection))
            : Optional.empty();
      }
    }
  }

  /** Who holds the lock, as far as the server lets us see. */
  static Holder holder(Connection connection, PostgresqlDatabase database) throws SQLException {
    long key = key(database);
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT coalesce(activity.application_name, ''),
                   coalesce(host(activity.client_addr), 'its own machine'),
                   coalesce(activity.backend_start::text, '')
            FROM pg_locks lock JOIN pg_stat_activity activity USING (pid)
            WHERE lock.locktype = 'advisory' AND lock.granted
              AND lock.classid = ?::bigint::oid AND lock.objid = ?::bigint::oid AND lock.objsubid = 1
            """)) {
      select.setLong(1, key >>> Integer.SIZE);
      select.setLong(2, Integer.toUnsignedLong((int) key));
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? new Holder(row.getString(1) + " from " + row.getString(2), row.getString(3))
            : new Holder("another service", "");
      }
    }
  }

  /** Whether the connection, and with it the lock, is still there. */
  boolean held() {
    try {
      return connection.isValid(ANSWER_WITHIN_SECONDS);
    } catch (SQLException impossible) {
      throw new IllegalStateException("a wait of several seconds is allowed", impossible);
    }
  }

  private static long key(PostgresqlDatabase database) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(database.schema().getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException missing) {
      throw new IllegalStateException("every Java has SHA-256", missing);
    }
  }

  /** Gives it up before it returns; the end of the connection alone would do so a moment later. */
  @Override
  public void close() throws SQLException {
    try (Connection closing = connection) {
      if (held()) {
        try (Statement unlock = closing.createStatement()) {
          unlock.execute("SELECT pg_advisory_unlock_all()");
        }
      }
    }
  }
}
