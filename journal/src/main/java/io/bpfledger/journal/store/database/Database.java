package io.bpfledger.journal.store.database;

import com.typesafe.config.Config;
import io.bpfledger.journal.store.schema.Migration;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** The database a ledger lies in. */
public sealed interface Database permits SqliteDatabase, PostgresqlDatabase {

  /** Its name for people; it holds no secret. */
  String name();

  /** A connection of one's own, in auto-commit mode. */
  Connection connect() throws SQLException;

  /** A connection that cannot change anything. */
  Connection connectReadOnly() throws SQLException;

  /** All steps of its schema. */
  List<Migration> migrations();

  /** Copies the whole ledger aside before a step of the schema; answers where the copy is. */
  String keepCopy(Connection connection, int version) throws SQLException, IOException;

  /** What Akka's journal must know to reach it: the shared database named {@code ledger}. */
  Config journalConfiguration();
}
