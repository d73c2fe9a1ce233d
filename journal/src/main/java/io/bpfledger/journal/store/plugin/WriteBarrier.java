package io.bpfledger.journal.store.plugin;

import io.bpfledger.journal.store.database.PostgresqlDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicLong;
import slick.jdbc.JdbcProfile;
import slick.jdbc.PostgresProfile;

/**
 * After a failed write, makes the next reader and the next writer wait until no write is under way
 * any more. A write that was answered with a failure may still reach the database: the commit may
 * have been sent when the connection broke. Only a read that starts after its end tells the truth
 * about it, and only what is written after its end stands behind it: whoever has read the ledger up
 * to some place has read all that will ever be before it.
 */
final class WriteBarrier {

  private final boolean server;
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong settled = new AtomicLong();

  private WriteBarrier(boolean server) {
    this.server = server;
  }

  static WriteBarrier of(JdbcProfile profile) {
    return new WriteBarrier(profile instanceof PostgresProfile);
  }

  void writeHasFailed() {
    failures.incrementAndGet();
  }

  /** Returns at once when no write has failed since the last time. */
  void await(Connection connection) throws SQLException {
    long seen = failures.get();
    if (settled.get() >= seen) {
      return;
    }
    if (server) {
      PostgresqlDatabase.awaitWrites(connection);
    } else {
      // SQLite takes the write lock with the start of the transaction.
      connection.setAutoCommit(false);
      try {
        connection.rollback();
      } finally {
        connection.setAutoCommit(true);
      }
    }
    settled.accumulateAndGet(seen, Math::max);
  }
}
