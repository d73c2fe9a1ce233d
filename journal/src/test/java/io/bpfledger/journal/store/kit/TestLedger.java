package io.bpfledger.journal.store.kit;

import akka.actor.ActorSystem;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.database.SqliteDatabase;
import io.bpfledger.journal.store.postgresql.PostgresqlServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** An open ledger with an actor system upon it. */
public final class TestLedger implements AutoCloseable {

  /** The databases a test can run on. */
  public enum Backend {
    SQLITE,
    POSTGRESQL;

    public StoreSettings settings(Path scratch) {
      return switch (this) {
        case SQLITE -> sqlite(scratch);
        case POSTGRESQL -> postgresql(scratch);
      };
    }
  }

  public static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  private static final AtomicInteger HOSTS = new AtomicInteger();

  private static final Config TEST =
      ConfigFactory.parseString(
          """
          akka {
            loggers = ["akka.event.slf4j.Slf4jLogger"]
            logging-filter = "akka.event.slf4j.Slf4jLoggingFilter"
            loglevel = WARNING
            actor {
              serializers.remark = "io.bpfledger.journal.store.kit.RemarkSerializer"
              serialization-bindings {
                "io.bpfledger.journal.store.kit.Remark" = remark
              }
            }
            coordinated-shutdown.run-by-jvm-shutdown-hook = off
          }
          """);

  private final LedgerStore store;
  private final ActorSystem system;

  private TestLedger(LedgerStore store, Config overrides) {
    this.store = store;
    system =
        ActorSystem.create(
            "ledger",
            overrides
                .withFallback(TEST)
                .withFallback(store.akkaConfiguration())
                .withFallback(ConfigFactory.load()));
  }

  public static TestLedger open(StoreSettings settings) {
    return open(settings, ConfigFactory.empty());
  }

  public static TestLedger open(StoreSettings settings, Config overrides) {
    return new TestLedger(LedgerStore.open(settings, CLOCK).orThrow(), overrides);
  }

  public static StoreSettings sqlite(Path scratch) {
    return new StoreSettings.Sqlite(scratch.resolve("state"));
  }

  /** A host of its own in the shared server. */
  public static StoreSettings postgresql(Path scratch) {
    return new StoreSettings.Postgresql(
        scratch.resolve("state"),
        PostgresqlServer.shared().ledgerOf("host-" + HOSTS.incrementAndGet()));
  }

  public LedgerStore store() {
    return store;
  }

  public ActorSystem system() {
    return system;
  }

  /** Takes the guards off that keep events from being deleted; Akka's journals can delete. */
  void allowDeletion() throws SQLException {
    List<String> statements =
        store.database() instanceof SqliteDatabase
            ? List.of(
                "DROP TRIGGER event_journal_is_never_changed",
                "DROP TRIGGER event_journal_is_never_deleted")
            : List.of(
                "DROP TRIGGER event_journal_is_never_changed ON event_journal",
                "DROP TRIGGER event_journal_is_never_deleted ON event_journal");
    try (Connection connection = store.database().connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() {
    TestKit.shutdownActorSystem(system);
    try {
      store.close();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }
}
