package io.bpfledger.journal.store.plugin;

import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import scala.concurrent.Batchable;

/** Writes appends through one connection and tells each what became of it. */
final class AppendTransaction {

  /** SQLite's code for a refused row; PostgreSQL's states of the same kind start with 23. */
  private static final int SQLITE_CONSTRAINT = 19;

  /**
   * Tells appends that they are written. All in one go, and as what Akka may run in one go with all
   * that follows from it: handed over one by one, they keep the writer longer than the writing.
   */
  private record Written(List<Append> appends) implements Runnable, Batchable {
    @Override
    public void run() {
      appends.forEach(Append::succeed);
    }
  }

  private final Connection connection;
  private final Executor answers;
  private final Runnable onFailure;

  /**
   * @param answers tells what was written that it was
   * @param onFailure run before a failed append is told so
   */
  AppendTransaction(Connection connection, Executor answers, Runnable onFailure) {
    this.connection = connection;
    this.answers = answers;
    this.onFailure = onFailure;
  }

  /**
   * Writes all in one commit. If a row is refused, nothing has been written, and each append gets a
   * commit of its own, so that only the guilty one fails.
   *
   * @return whether all were written; after a failure the connection is not to be used again
   */
  boolean write(List<Append> appends) {
    try {
      commit(appends);
    } catch (SQLException failure) {
      if (appends.size() > 1 && refusesRow(failure) && failure.getSuppressed().length == 0) {
        return writeEach(appends);
      }
      onFailure.run();
      appends.forEach(append -> append.fail(failure));
      return false;
    }
    answers.execute(new Written(appends));
    return true;
  }

  private boolean writeEach(List<Append> appends) {
    boolean all = true;
    for (Append append : appends) {
      all &= write(List.of(append));
    }
    return all;
  }

  private void commit(List<Append> appends) throws SQLException {
    try {
      connection.setAutoCommit(false);
      EventTable.append(connection, events(appends));
      Map<EventContent, Set<String>> tags = tags(appends);
      if (!tags.isEmpty()) {
        EventTable.tag(connection, tags);
      }
      connection.commit();
    } catch (SQLException failure) {
      rollBack(failure);
      throw failure;
    }
    connection.setAutoCommit(true);
  }

  /**
   * Ends the transaction. A connection that cannot even roll back is cut off: given back to the
   * pool it would still hold the transaction, and switching auto-commit on would commit it.
   */
  private void rollBack(SQLException failure) {
    try {
      if (!connection.getAutoCommit()) {
        connection.rollback();
        connection.setAutoCommit(true);
      }
    } catch (SQLException worse) {
      failure.addSuppressed(worse);
      try {
        connection.abort(Runnable::run);
      } catch (SQLException worst) {
        failure.addSuppressed(worst);
      }
    }
  }

  private static boolean refusesRow(SQLException failure) {
    String state = failure.getSQLState();
    return failure.getErrorCode() == SQLITE_CONSTRAINT || (state != null && state.startsWith("23"));
  }

  private static List<EventContent> events(List<Append> appends) {
    List<EventContent> events = new ArrayList<>();
    for (Append append : appends) {
      events.addAll(append.events());
    }
    return events;
  }

  private static Map<EventContent, Set<String>> tags(List<Append> appends) {
    Map<EventContent, Set<String>> tags = new HashMap<>();
    for (Append append : appends) {
      tags.putAll(append.tags());
    }
    return tags;
  }
}
