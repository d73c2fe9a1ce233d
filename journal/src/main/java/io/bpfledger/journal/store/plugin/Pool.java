package io.bpfledger.journal.store.plugin;

import java.sql.Connection;
import java.sql.SQLException;
import scala.concurrent.Future;
import slick.dbio.DBIOAction;
import slick.jdbc.JdbcBackend;
import slick.jdbc.SimpleJdbcAction;

/** The journal's connections and the threads that may block on them. */
interface Pool {

  /** Work on a connection that belongs to it for as long as it runs. */
  @FunctionalInterface
  interface Work<T> {
    T on(Connection connection) throws SQLException;
  }

  /** Carries a checked exception through Scala's function. */
  final class Carrier extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Carrier(SQLException cause) {
      super(cause.getMessage(), cause);
    }
  }

  /** Runs on a thread of the pool, with a connection in auto-commit mode. */
  <T> Future<T> run(Work<T> work);

  /** Done on a connection before it is worked on. */
  @FunctionalInterface
  interface Preparation {
    void on(Connection connection) throws SQLException;
  }

  /** The same connections, prepared. */
  default Pool preparedBy(Preparation preparation) {
    Pool plain = this;
    return new Pool() {
      @Override
      public <T> Future<T> run(Work<T> work) {
        return plain.run(
            connection -> {
              preparation.on(connection);
              return work.on(connection);
            });
      }
    };
  }

  static Pool of(JdbcBackend.DatabaseDef database) {
    return new Pool() {
      @Override
      @SuppressWarnings({"unchecked", "rawtypes"}) // Slick's type of effects cannot be said in Java
      public <T> Future<T> run(Work<T> work) {
        SimpleJdbcAction<T> action =
            new SimpleJdbcAction<>(
                context -> {
                  try {
                    return work.on(context.connection());
                  } catch (SQLException failure) {
                    throw new Carrier(failure);
                  }
                });
        return database.run((DBIOAction) action);
      }
    };
  }
}
