package io.bpfledger.journal.store.inspection;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.verification.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The log that a killed process leaves: whole, cut short, or rotten. */
final class WriteAheadLogTest {

  private static final int COMMITS = 30;
  private static final int FRAME_BYTES = 24 + 4096;

  @TempDir private static Path scratch;
  private static byte[] database = {};
  private static byte[] log = {};

  /** A log that was begun anew over an older, longer one, as it is in a service that runs long. */
  @BeforeAll
  static void leaveLog() throws IOException, SQLException {
    Path file = scratch.resolve("left.db");
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode = WAL");
      statement.execute("CREATE TABLE number (value INTEGER, filler TEXT)");
      for (int value = 1; value <= 2 * COMMITS; value++) {
        insert(statement, value);
      }
      statement.execute("DELETE FROM number");
      statement.execute("PRAGMA wal_checkpoint(RESTART)");
      for (int value = 1; value <= COMMITS; value++) {
        insert(statement, value);
      }
      database = Files.readAllBytes(file);
      log = Files.readAllBytes(scratch.resolve("left.db-wal"));
    }
  }

  private static void insert(Statement statement, int value) throws SQLException {
    statement.execute("INSERT INTO number VALUES (" + value + ", '" + "x".repeat(500) + "')");
  }

  private static Path lay(String name, byte[] content) throws IOException {
    Path file = scratch.resolve(name + ".db");
    Files.write(file, database);
    Files.write(scratch.resolve(name + ".db-wal"), content);
    return file;
  }

  /** How many of the commits SQLite reads. */
  private static int commits(Path file) throws SQLException {
    try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM number")) {
      row.next();
      return row.getInt(1);
    }
  }

  @Test
  void wholeLogHasNoFlaw() throws IOException, SQLException {
    Path file = lay("whole", log);
    assertThat(WriteAheadLog.inspect(file)).isEmpty();
    assertThat(commits(file)).isEqualTo(COMMITS);
  }

  @Test
  void databaseWithoutLogHasNoFlaw() throws IOException {
    Path file = scratch.resolve("alone.db");
    Files.write(file, database);
    assertThat(WriteAheadLog.inspect(file)).isEmpty();
    assertThat(WriteAheadLog.inspect(lay("empty", new byte[0]))).isEmpty();
  }

  @Test
  void logThatEndsWithinAFrameHasNoFlaw() throws IOException {
    int within = 32 + 5 * FRAME_BYTES + 2_000;
    assertThat(WriteAheadLog.inspect(lay("short", Arrays.copyOf(log, within)))).isEmpty();
  }

  @Test
  void rottenFrameIsNamedWithWhatIsLostBehindIt() throws IOException, SQLException {
    byte[] rotten = log.clone();
    rotten[32 + 9 * FRAME_BYTES + 3_000] ^= 4;
    Path file = lay("rotten", rotten);
    assertThat(WriteAheadLog.inspect(file))
        .get()
        .asString()
        .startsWith(file + "-wal: frame 10 is damaged; it and the ");
    assertThat(commits(file)).isLessThan(COMMITS);
  }

  @Test
  void anyFlippedByteIsFoundOrHarmless() throws IOException, SQLException {
    Random random = new Random(5);
    int found = 0;
    for (int round = 0; round < 200; round++) {
      byte[] flipped = log.clone();
      int place = round < 60 ? round : random.nextInt(log.length);
      flipped[place] ^= (byte) (1 + random.nextInt(255));
      Path file = lay("flipped", flipped);
      Optional<Flaw> flaw = WriteAheadLog.inspect(file);
      int commits = commits(file);
      if (flaw.isEmpty()) {
        assertThat(commits).as("byte " + place).isEqualTo(COMMITS);
      } else {
        found++;
      }
      for (String suffix : List.of("", "-wal", "-shm")) {
        Files.deleteIfExists(scratch.resolve("flipped.db" + suffix));
      }
    }
    assertThat(found).isGreaterThan(60);
  }
}
