package io.bpfledger.journal.store.postgresql;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfledger.journal.store.database.HostId;
import io.bpfledger.journal.store.database.PostgresqlAddress;
import io.bpfledger.journal.store.database.PostgresqlDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL server in a scratch folder, started on first use from the distribution's
 * package, reachable on a Unix socket only, gone when this process is.
 */
public final class PostgresqlServer {

  private static final int PORT = 5432;
  private static final String USER = "bpfledger";
  private static final long START_WITHIN_SECONDS = 60;

  /** Stops the server when the other end of its input closes, however that comes. */
  private static final String UNTIL_PARENT_ENDS =
      "\"$@\" & server=$!; cat >/dev/null; kill -QUIT $server; wait $server";

  private static @Nullable PostgresqlServer running;

  private final Path folder;

  private PostgresqlServer(Path folder) {
    this.folder = folder;
  }

  /** The server of this run; the test is skipped, saying so, where none is installed. */
  public static synchronized PostgresqlServer shared() {
    Optional<Path> programs = programs();
    if (programs.isEmpty()) {
      System.err.println(
          "SKIPPED: no PostgreSQL server in /usr/lib/postgresql (bin/test installs it)");
    }
    assumeTrue(programs.isPresent(), "no PostgreSQL server is installed");
    PostgresqlServer server = running;
    if (server == null) {
      try {
        server = start(programs.orElseThrow());
      } catch (IOException failure) {
        throw new UncheckedIOException(failure);
      }
      running = server;
    }
    return server;
  }

  /** The ledger of a host in the server's one database. */
  public PostgresqlDatabase ledgerOf(String host) {
    return new PostgresqlDatabase(
        new PostgresqlAddress.Socket(folder, PORT),
        "postgres",
        HostId.of(host),
        USER,
        Optional.empty(),
        Map.of());
  }

  private static Optional<Path> programs() {
    Path installed = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(installed)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(installed)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("postgres")))
          .max(Comparator.comparing(Path::toString));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static PostgresqlServer start(Path programs) throws IOException {
    Path folder = Files.createTempDirectory("bpfledger-postgresql-");
    Path data = folder.resolve("data");
    Path log = folder.resolve("log");
    // The server refuses to run as root.
    List<String> as = new ArrayList<>();
    if (System.getProperty("user.name", "").equals("root")) {
      String owner = unprivileged(folder);
      as.addAll(List.of("setpriv", "--reuid", owner, "--regid", owner, "--clear-groups"));
    }
    List<String> create = new ArrayList<>(as);
    create.addAll(
        List.of(
            programs.resolve("initdb").toString(), "--pgdata", data.toString(), "--auth", "trust"));
    create.addAll(List.of("--username", USER, "--encoding", "UTF8", "--locale", "C", "--no-sync"));
    Process initialization =
        new ProcessBuilder(create)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    await(initialization, log);

    List<String> serve = new ArrayList<>(as);
    serve.addAll(List.of("sh", "-c", UNTIL_PARENT_ENDS, "sh"));
    serve.addAll(List.of(programs.resolve("postgres").toString(), "-D", data.toString()));
    serve.addAll(List.of("-k", folder.toString(), "-p", Integer.toString(PORT)));
    serve.addAll(List.of("-c", "listen_addresses=", "-c", "fsync=off"));
    Process server =
        new ProcessBuilder(serve)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, folder)));
    PostgresqlServer started = new PostgresqlServer(folder);
    started.awaitAnswer(server, log);
    return started;
  }

  private static String unprivileged(Path folder) throws IOException {
    String owner = "postgres";
    try {
      Files.setOwner(
          folder,
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(owner));
    } catch (UserPrincipalNotFoundException missing) {
      throw new IOException("the package of the server makes a user " + owner, missing);
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    return owner;
  }

  private static void await(Process process, Path log) throws IOException {
    try {
      if (!process.waitFor(START_WITHIN_SECONDS, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IOException("PostgreSQL was not set up: " + Files.readString(log));
      }
    } catch (InterruptedException interruption) {
      throw new IOException("interrupted while PostgreSQL was set up", interruption);
    }
  }

  private void awaitAnswer(Process server, Path log) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_WITHIN_SECONDS);
    String last = "";
    while (server.isAlive() && System.nanoTime() < end) {
      try (Connection connection = ledgerOf("probe").connect()) {
        if (connection.isValid(5)) {
          return;
        }
      } catch (SQLException notYet) {
        last = notYet.toString();
      }
      try {
        Thread.sleep(50);
      } catch (InterruptedException interruption) {
        throw new IOException("interrupted while PostgreSQL started", interruption);
      }
    }
    throw new IOException("PostgreSQL did not start: " + last + "\n" + Files.readString(log));
  }

  private static void stop(Process server, Path folder) {
    try {
      server.getOutputStream().close();
      if (!server.waitFor(20, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    } catch (IOException | InterruptedException failure) {
      System.err.println("PostgreSQL in " + folder + " was not cleaned up: " + failure);
    }
  }
}
