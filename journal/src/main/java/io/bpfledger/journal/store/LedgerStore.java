package io.bpfledger.journal.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.database.Database;
import io.bpfledger.journal.store.database.PostgresqlDatabase;
import io.bpfledger.journal.store.database.SqliteDatabase;
import io.bpfledger.journal.store.inspection.WriteAheadLog;
import io.bpfledger.journal.store.schema.Migration;
import io.bpfledger.journal.store.schema.SchemaMigrator;
import io.bpfledger.journal.store.schema.SchemaOutcome;
import io.bpfledger.journal.verification.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The opened ledger of a host: locked against a second service, its schema at the version this
 * program knows. Open it before Akka starts, close it after Akka has ended.
 */
public final class LedgerStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(LedgerStore.class);

  /** What SQLite answers for a file that is none of its own. */
  private static final int SQLITE_NOTADB = 26;

  private final Database database;
  private final StateFolder folder;
  private final StateLock lock;
  private final @Nullable ServerLock serverLock;

  private LedgerStore(
      Database database, StateFolder folder, StateLock lock, @Nullable ServerLock serverLock) {
    this.database = database;
    this.folder = folder;
    this.lock = lock;
    this.serverLock = serverLock;
  }

  /** Opens the ledger, and makes it if it is not there. */
  public static Opening<LedgerStore> open(StoreSettings settings, InstantSource clock) {
    return open(settings, settings.database().migrations(), clock);
  }

  static Opening<LedgerStore> open(
      StoreSettings settings, List<Migration> migrations, InstantSource clock) {
    StateFolder folder = new StateFolder(settings.stateFolder());
    try {
      Optional<StoreRefusal> refusal = folder.prepare();
      if (refusal.isPresent()) {
        return Opening.refused(refusal.get());
      }
      Optional<StateLock> lock = StateLock.acquire(folder, clock);
      if (lock.isEmpty()) {
        return Opening.refused(
            new StoreRefusal.Held(folder.path().toString(), StateLock.holder(folder)));
      }
      Opening<LedgerStore> opening = openLocked(settings, folder, lock.get(), migrations, clock);
      if (opening instanceof Opening.Refused) {
        lock.get().close();
      }
      return opening;
    } catch (IOException failure) {
      return Opening.refused(new StoreRefusal.Folder(folder.path().toString(), failure.toString()));
    }
  }

  private static Opening<LedgerStore> openLocked(
      StoreSettings settings,
      StateFolder folder,
      StateLock lock,
      List<Migration> migrations,
      InstantSource clock)
      throws IOException {
    Database database = settings.database();
    SchemaMigrator migrator = new SchemaMigrator(migrations, clock);
    try {
      return switch (database) {
        case SqliteDatabase sqlite -> openSqlite(sqlite, folder, lock, migrator);
        case PostgresqlDatabase server -> openPostgresql(server, folder, lock, migrator);
      };
    } catch (SQLException failure) {
      return Opening.refused(
          failure.getErrorCode() == SQLITE_NOTADB
              ? new StoreRefusal.NotLedger(database.name(), "it is not an SQLite file")
              : new StoreRefusal.Unusable(database.name(), "open", failure.toString()));
    }
  }

  private static Opening<LedgerStore> openSqlite(
      SqliteDatabase database, StateFolder folder, StateLock lock, SchemaMigrator migrator)
      throws IOException, SQLException {
    Optional<StoreRefusal> foreign = foreign(database);
    if (foreign.isPresent()) {
      return Opening.refused(foreign.get());
    }
    folder.prepareDatabase();
    keepDamagedLog(database);
    try (Connection connection = database.connect()) {
      Optional<StoreRefusal> refusal = migrate(database, connection, migrator);
      return refusal.isPresent()
          ? Opening.refused(refusal.get())
          : Opening.opened(new LedgerStore(database, folder, lock, null));
    }
  }

  /** SQLite forgets what it can't read of the log. It is said, and kept for whoever can. */
  private static void keepDamagedLog(SqliteDatabase database) throws IOException {
    Optional<Flaw> flaw = WriteAheadLog.inspect(database.file());
    if (flaw.isPresent()) {
      Path log = Path.of(database.file() + "-wal");
      Path copy = Path.of(log + ".damaged");
      Files.copy(
          log, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
      LOG.warn("{}; kept as {}", flaw.get(), copy);
    }
  }

  /** Looked at without touching it: opening a file as ours changes its journal mode. */
  private static Optional<StoreRefusal> foreign(SqliteDatabase database)
      throws IOException, SQLException {
    Path file = database.file();
    if (!Files.exists(file) || Files.size(file) == 0) {
      return Optional.empty();
    }
    try (Connection connection = database.connectReadOnly()) {
      return SqliteDatabase.isLedger(connection)
          ? Optional.empty()
          : Optional.of(
              new StoreRefusal.NotLedger(database.name(), "another program's SQLite file"));
    }
  }

  private static Opening<LedgerStore> openPostgresql(
      PostgresqlDatabase database, StateFolder folder, StateLock lock, SchemaMigrator migrator)
      throws SQLException, IOException {
    Connection connection = database.connect();
    boolean kept = false;
    try {
      Optional<ServerLock> serverLock = ServerLock.acquire(connection, database);
      if (serverLock.isEmpty()) {
        return Opening.refused(
            new StoreRefusal.Held(database.name(), ServerLock.holder(connection, database)));
      }
      database.createSchema(connection);
      Optional<StoreRefusal> refusal = migrate(database, connection, migrator);
      if (refusal.isPresent()) {
        return Opening.refused(refusal.get());
      }
      // The service before may have been killed while the server committed for it.
      PostgresqlDatabase.awaitWrites(connection);
      kept = true;
      return Opening.opened(new LedgerStore(database, folder, lock, serverLock.get()));
    } finally {
      if (!kept) {
        connection.close();
      }
    }
  }

  private static Optional<StoreRefusal> migrate(
      Database database, Connection connection, SchemaMigrator migrator)
      throws SQLException, IOException {
    SchemaOutcome outcome =
        migrator.migrate(
            connection,
            version ->
                LOG.info(
                    "ledger {}: version {} kept as {}",
                    database.name(),
                    version,
                    database.keepCopy(connection, version)));
    return switch (outcome) {
      case SchemaOutcome.Current _ -> Optional.empty();
      case SchemaOutcome.Migrated(int from, int to) -> {
        LOG.info("ledger {}: schema brought from version {} to {}", database.name(), from, to);
        yield Optional.empty();
      }
      case SchemaOutcome.Newer(int found, int known) ->
          Optional.of(new StoreRefusal.Newer(database.name(), found, known));
      case SchemaOutcome.Foreign(String why) ->
          Optional.of(new StoreRefusal.NotLedger(database.name(), why));
    };
  }

  /** What Akka must be configured with to write into this ledger. */
  public Config akkaConfiguration() {
    return database
        .journalConfiguration()
        .withFallback(ConfigFactory.parseResources(LedgerStore.class, "akka.conf"));
  }

  public LedgerReader reader() {
    return LedgerReader.of(database);
  }

  public Database database() {
    return database;
  }

  public StateFolder folder() {
    return folder;
  }

  /** Whether the ledger is still ours alone; on a server the lock ends with its connection. */
  public boolean held() {
    return serverLock == null || serverLock.held();
  }

  @Override
  public void close() throws IOException {
    try {
      if (serverLock != null) {
        serverLock.close();
      }
    } catch (SQLException failure) {
      throw new IOException("close " + database.name() + ": " + failure.getMessage(), failure);
    } finally {
      lock.close();
    }
  }
}
