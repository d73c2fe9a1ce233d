package io.bpfledger.journal.store.database;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.schema.Migration;
import io.bpfledger.journal.store.schema.SqliteSchema;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * A ledger in one file beside the objects it names. It needs nothing but the file.
 *
 * @param file the database; SQLite keeps {@code -wal} and {@code -shm} beside it, with its
 *     permissions
 */
public record SqliteDatabase(Path file) implements Database {

  /**
   * Every connection gets these. {@code synchronous=FULL} syncs each commit, so an acknowledged
   * event survives a loss of power; {@code IMMEDIATE} takes the write lock at the start of a
   * transaction, so numbers in the order of the ledger become visible in order. The log is moved
   * into the database every 4,000 pages (16 MiB): entities touch many pages again and again.
   */
  private static final Map<String, String> PRAGMAS =
      Map.of(
          "journal_mode", "WAL",
          "synchronous", "FULL",
          "busy_timeout", "10000",
          "foreign_keys", "true",
          "transaction_mode", "IMMEDIATE",
          "cache_size", "-65536",
          "temp_store", "MEMORY",
          "wal_autocheckpoint", "4000",
          "journal_size_limit", "67108864");

  @Override
  public String name() {
    return file.toString();
  }

  @Override
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(PRAGMAS);
    return DriverManager.getConnection(url(), properties);
  }

  /** Plain defaults: a reader must not try to change the journal mode. */
  @Override
  public Connection connectReadOnly() throws SQLException {
    Properties properties = new Properties();
    properties.put("open_mode", "1");
    properties.put("busy_timeout", PRAGMAS.get("busy_timeout"));
    return DriverManager.getConnection(url(), properties);
  }

  @Override
  public List<Migration> migrations() {
    return SqliteSchema.migrations();
  }

  @Override
  public String keepCopy(Connection connection, int version) throws SQLException, IOException {
    Path copy = Path.of(file + ".before-leaving-version-" + version);
    Path unfinished = Path.of(copy + ".tmp");
    Files.deleteIfExists(unfinished);
    copyInto(connection, unfinished);
    Files.move(
        unfinished, copy, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return copy.toString();
  }

  /** Writes a consistent copy of the open database to a file that is not there. */
  public static void copyInto(Connection connection, Path copy) throws SQLException, IOException {
    PrivateFile.create(copy);
    try (PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
      vacuum.setString(1, copy.toString());
      vacuum.execute();
    }
  }

  /** Whether an existing file is a ledger, or one that nothing was written to yet. */
  public static boolean isLedger(Connection connection) throws SQLException {
    int applicationId = number(connection, "PRAGMA application_id");
    return applicationId == SqliteSchema.APPLICATION_ID
        || (applicationId == 0 && number(connection, "SELECT count(*) FROM sqlite_schema") == 0);
  }

  private static int number(Connection connection, String query) throws SQLException {
    try (Statement select = connection.createStatement();
        ResultSet row = select.executeQuery(query)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  @Override
  public Config journalConfiguration() {
    return ConfigFactory.parseMap(
            Map.of(
                "profile",
                "slick.jdbc.SQLiteProfile$",
                "db.driver",
                "org.sqlite.JDBC",
                "db.url",
                url(),
                "db.properties",
                PRAGMAS),
            "the ledger in SQLite")
        .atPath("akka-persistence-jdbc.shared-databases.ledger");
  }

  private String url() {
    return "jdbc:sqlite:" + file;
  }
}
