package io.bpfledger.journal.store;

import com.typesafe.config.Config;
import io.bpfledger.journal.store.database.Database;
import io.bpfledger.journal.store.database.HostId;
import io.bpfledger.journal.store.database.PostgresqlAddress;
import io.bpfledger.journal.store.database.PostgresqlDatabase;
import io.bpfledger.journal.store.database.SqliteDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Where a ledger is kept. The state folder is needed in both cases: objects lie in it. */
public sealed interface StoreSettings {

  Path stateFolder();

  Database database();

  /** In a file of the state folder. */
  record Sqlite(Path stateFolder) implements StoreSettings {
    @Override
    public Database database() {
      return new SqliteDatabase(stateFolder.resolve(StateFolder.DATABASE));
    }
  }

  /** In a PostgreSQL database that hosts may share. */
  record Postgresql(Path stateFolder, PostgresqlDatabase database) implements StoreSettings {}

  /** Reads the block {@code bpfledger.ledger} of a configuration. */
  static StoreSettings from(Config configuration) {
    Config ledger = configuration.getConfig("bpfledger.ledger");
    Path folder = Path.of(ledger.getString("state-folder"));
    String store = ledger.getString("store");
    return switch (store) {
      case "sqlite" -> new Sqlite(folder);
      case "postgresql" -> new Postgresql(folder, postgresql(ledger.getConfig("postgresql")));
      default ->
          throw new IllegalArgumentException(
              "bpfledger.ledger.store is \"sqlite\" or \"postgresql\", not \"" + store + "\"");
    };
  }

  private static PostgresqlDatabase postgresql(Config block) {
    int port = block.getInt("port");
    PostgresqlAddress address =
        block.getString("socket-folder").isEmpty()
            ? new PostgresqlAddress.Tcp(block.getString("host"), port)
            : new PostgresqlAddress.Socket(Path.of(block.getString("socket-folder")), port);
    Map<String, String> parameters = new HashMap<>();
    block
        .getConfig("parameters")
        .entrySet()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().unwrapped().toString()));
    return new PostgresqlDatabase(
        address,
        block.getString("database"),
        HostId.of(block.getString("host-id")),
        block.getString("user"),
        Optional.of(block.getString("password")).filter(password -> !password.isEmpty()),
        parameters);
  }
}
