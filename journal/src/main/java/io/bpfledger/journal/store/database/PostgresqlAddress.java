package io.bpfledger.journal.store.database;

import java.nio.file.Path;

/** Where a PostgreSQL server listens. */
public sealed interface PostgresqlAddress {

  /** On a Unix socket in a folder, as the server names it for a port. */
  record Socket(Path folder, int port) implements PostgresqlAddress {

    public Path path() {
      return folder.resolve(".s.PGSQL." + port);
    }

    @Override
    public String toString() {
      return path().toString();
    }
  }

  /** On a host in the network. */
  record Tcp(String host, int port) implements PostgresqlAddress {

    @Override
    public String toString() {
      return host + ":" + port;
    }
  }
}
