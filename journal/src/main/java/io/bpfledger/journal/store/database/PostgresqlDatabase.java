package io.bpfledger.journal.store.database;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.schema.Migration;
import io.bpfledger.journal.store.schema.PostgresqlSchema;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * A ledger in a PostgreSQL database that hosts may share: each host has a schema of its own.
 *
 * <p>So the tables and everything that reads them are as they are on SQLite, each host moves its
 * schema forward when its own program is updated, numbers in the order of a ledger become visible
 * in order because each ledger has one writer, and a host can be given rights on its own schema
 * only.
 *
 * @param parameters further parameters of the driver, such as {@code sslmode}
 */
public record PostgresqlDatabase(
    PostgresqlAddress address,
    String database,
    HostId host,
    String user,
    Optional<String> password,
    Map<String, String> parameters)
    implements Database {

  /** A peer that stops answering is given up after this; above any wait for a lock or a disk. */
  private static final int SOCKET_TIMEOUT_SECONDS = 60;

  private static final int CONNECT_TIMEOUT_SECONDS = 10;

  public PostgresqlDatabase {
    parameters = Map.copyOf(parameters);
  }

  @Override
  public String name() {
    return "postgresql " + address + " " + database + " " + schema();
  }

  /** The schema of this host in the shared database. */
  public String schema() {
    return host.schema();
  }

  @Override
  public Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(properties());
    return DriverManager.getConnection(url(), properties);
  }

  @Override
  public Connection connectReadOnly() throws SQLException {
    Properties properties = new Properties();
    properties.putAll(properties());
    properties.put("options", options() + " -c default_transaction_read_only=on");
    return DriverManager.getConnection(url(), properties);
  }

  /** Makes this host's schema if it is not there. */
  public void createSchema(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA IF NOT EXISTS " + schema());
    }
  }

  /**
   * Returns when no write is under way any more. A commit may outlive the connection, and the
   * process, that sent it.
   *
   * @throws SQLException if one does not end within the lock timeout
   */
  public static void awaitWrites(Connection connection) throws SQLException {
    connection.setAutoCommit(false);
    try (Statement lock = connection.createStatement()) {
      lock.execute("LOCK TABLE event_journal IN SHARE MODE");
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  @Override
  public List<Migration> migrations() {
    return PostgresqlSchema.migrations();
  }

  @Override
  public String keepCopy(Connection connection, int version) throws SQLException {
    String copy = schema() + "_before_leaving_" + version;
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS " + copy + " CASCADE");
      statement.execute("CREATE SCHEMA " + copy);
      for (String table : tables(connection)) {
        statement.execute("CREATE TABLE " + copy + "." + table + " AS TABLE " + table);
      }
      connection.commit();
    } catch (SQLException failure) {
      connection.rollback();
      throw failure;
    } finally {
      connection.setAutoCommit(true);
    }
    return copy;
  }

  private List<String> tables(Connection connection) throws SQLException {
    try (PreparedStatement select =
        connection.prepareStatement("SELECT tablename FROM pg_tables WHERE schemaname = ?")) {
      select.setString(1, schema());
      List<String> tables = new ArrayList<>();
      try (ResultSet rows = select.executeQuery()) {
        while (rows.next()) {
          tables.add(rows.getString(1));
        }
      }
      return tables;
    }
  }

  @Override
  public Config journalConfiguration() {
    Map<String, String> properties = properties();
    properties.remove("user");
    properties.remove("password");
    Map<String, Object> configuration = new HashMap<>();
    configuration.put("profile", "slick.jdbc.PostgresProfile$");
    configuration.put("db.driver", "org.postgresql.Driver");
    configuration.put("db.url", url());
    configuration.put("db.user", user);
    password.ifPresent(secret -> configuration.put("db.password", secret));
    configuration.put("db.properties", properties);
    return ConfigFactory.parseMap(configuration, "the ledger in PostgreSQL")
        .atPath("akka-persistence-jdbc.shared-databases.ledger");
  }

  /** Parameters of the driver; never in the URL, which is shown in logs. */
  private Map<String, String> properties() {
    Map<String, String> properties = new HashMap<>(parameters);
    properties.put("user", user);
    password.ifPresent(secret -> properties.put("password", secret));
    properties.put("currentSchema", schema());
    properties.put("options", options());
    properties.put("ApplicationName", "bpfledger " + host);
    properties.put("connectTimeout", Integer.toString(CONNECT_TIMEOUT_SECONDS));
    properties.put("socketTimeout", Integer.toString(SOCKET_TIMEOUT_SECONDS));
    properties.put("tcpKeepAlive", "true");
    if (address instanceof PostgresqlAddress.Socket socket) {
      properties.put("socketFactory", UnixSocketFactory.class.getName());
      properties.put("socketFactoryArg", socket.path().toString());
      properties.put("sslmode", "disable");
    }
    return properties;
  }

  /** What must hold whatever the server's configuration says: an acknowledged commit is on disk. */
  private static String options() {
    return "-c synchronous_commit=on -c lock_timeout=10s -c default_transaction_isolation=read\\"
        + " committed";
  }

  private String url() {
    return switch (address) {
      case PostgresqlAddress.Tcp tcp ->
          "jdbc:postgresql://" + tcp.host() + ":" + tcp.port() + "/" + database;
      case PostgresqlAddress.Socket _ -> "jdbc:postgresql://localhost/" + database;
    };
  }

  /** Without the password. */
  @Override
  public String toString() {
    return name();
  }
}
