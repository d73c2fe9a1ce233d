package io.bpfledger.journal.answer;

import static io.bpfledger.journal.answer.Faults.sqlite;
import static io.bpfledger.journal.answer.FaultyLedger.WITHIN;
import static io.bpfledger.journal.answer.FaultyLedger.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.answer.Faults.Fault;
import io.bpfledger.journal.answer.Faults.Point;
import io.bpfledger.journal.store.kit.TestLedger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every way in which storage fails: the asker always hears what is true of the ledger, within its
 * time, and entities work again afterwards, the one concerned and its neighbours.
 */
final class FailingStoreTest {

  private static final String BUSY_SOON =
      "akka-persistence-jdbc.shared-databases.ledger.db.properties.busy_timeout = \"300\"";

  @TempDir private Path scratch;
  private FaultyLedger ledger;

  @BeforeEach
  void open() {
    ledger = new FaultyLedger(TestLedger.sqlite(scratch), Integer.MAX_VALUE, BUSY_SOON);
    assertThat(ask("diary", "first")).isEqualTo(new Answer.Done<>("first", 1));
    assertThat(ask("neighbour", "n1")).isEqualTo(new Answer.Done<>("n1", 1));
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private Answer<Integer> ask(String entity, String operation) {
    return ledger.ask(entity, operation);
  }

  private CompletionStage<Answer<Integer>> asking(
      String entity, String operation, Duration within) {
    return ledger.asking(entity, operation, within);
  }

  private List<String> operations(String entity) {
    return ledger.operations(entity);
  }

  private void bothWorkAgain() {
    assertThat(ask("diary", "last")).isInstanceOf(Answer.Done.class);
    assertThat(ask("neighbour", "n-last")).isInstanceOf(Answer.Done.class);
    assertThat(operations("diary")).endsWith("last");
    assertThat(operations("neighbour")).endsWith("n-last");
  }

  private void isNotDone(String operation) {
    assertThat(ask("diary", operation)).isInstanceOf(Answer.NotDone.class);
    assertThat(Faults.came()).isPositive();
    assertThat(operations("diary")).doesNotContain(operation);
    bothWorkAgain();
    assertThat(operations("diary")).doesNotContain(operation);
  }

  @Test
  void commitThatFailsBeforeItsEffectIsNotDone() {
    Faults.plan(Point.COMMIT, new Fault.Fails(sqlite("SQLITE_IOERR_FSYNC", 10)), 1);
    isNotDone("second");
  }

  @Test
  void commitThatFailsAfterItsEffectIsDone() {
    Faults.plan(Point.COMMIT, new Fault.SucceedsAndFails(sqlite("SQLITE_IOERR_FSYNC", 10)), 1);

    assertThat(ask("diary", "second")).isEqualTo(new Answer.Done<>("second", 2));

    assertThat(Faults.came()).isEqualTo(1);
    assertThat(operations("diary")).containsExactly("first", "second");
    bothWorkAgain();
  }

  @Test
  void commitThatFailsAndCannotBeRolledBackIsNotDone() {
    Faults.plan(Point.COMMIT, new Fault.Fails(sqlite("SQLITE_IOERR", 10)), 1);
    Faults.plan(Point.ROLLBACK, new Fault.Fails(sqlite("SQLITE_IOERR", 10)), 1);
    isNotDone("second");
  }

  @Test
  void busyDatabaseIsNotDone() {
    Faults.plan(Point.BEGIN, new Fault.Fails(sqlite("SQLITE_BUSY", 5)), 1);
    isNotDone("second");
  }

  @Test
  void fullDiskIsNotDone() {
    Faults.plan(Point.WRITE, new Fault.Fails(sqlite("SQLITE_FULL", 13)), 1);
    isNotDone("second");
  }

  @Test
  void writeErrorIsNotDone() {
    Faults.plan(Point.WRITE, new Fault.Fails(sqlite("SQLITE_IOERR_WRITE", 10)), 1);
    isNotDone("second");
  }

  @Test
  void writeErrorWhoseTruthCannotBeReadAtOnceIsTriedAgainUntilItCan() {
    Faults.plan(Point.WRITE, new Fault.Fails(sqlite("SQLITE_IOERR_WRITE", 10)), 1);
    Faults.plan(Point.READ, new Fault.Fails(sqlite("SQLITE_IOERR_READ", 10)), 3);
    isNotDone("second");
    assertThat(Faults.came()).isEqualTo(4);
  }

  @Test
  void writeErrorWhoseTruthCannotBeReadInTimeIsInDoubt() {
    Faults.plan(Point.COMMIT, new Fault.SucceedsAndFails(sqlite("SQLITE_IOERR_WRITE", 10)), 1);
    Faults.plan(Point.READ, new Fault.Fails(sqlite("SQLITE_IOERR_READ", 10)), Integer.MAX_VALUE);

    Answer<Integer> answer = await(asking("diary", "second", Duration.ofSeconds(2)));

    assertThat(answer).isEqualTo(new Answer.InDoubt<>("second", "no answer in time"));
    Faults.clear();
    assertThat(ask("diary", "second")).isEqualTo(new Answer.Done<>("second", 2));
    assertThat(operations("diary")).containsExactly("first", "second");
  }

  @Test
  void entityThatCannotBeReadIsStartedAgainAndAnswersOnceItCan() {
    Faults.plan(Point.READ, new Fault.Fails(sqlite("SQLITE_IOERR_READ", 10)), 2);
    assertThat(ask("newcomer", "one")).isInstanceOf(Answer.NotDone.class);
    assertThat(operations("newcomer")).isEmpty();
    assertThat(ask("newcomer", "one")).isEqualTo(new Answer.Done<>("one", 1));
  }

  @Test
  void commitThatHangsBeyondTheTimeOfTheAskerIsInDoubtAndComesToBe() {
    CountDownLatch released = new CountDownLatch(1);
    Faults.plan(Point.COMMIT, new Fault.Hangs(released), 1);

    long start = System.nanoTime();
    Answer<Integer> answer = await(asking("diary", "second", Duration.ofSeconds(1)));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    assertThat(answer).isInstanceOf(Answer.InDoubt.class);
    assertThat(answer.operation()).isEqualTo("second");

    released.countDown();
    assertThat(ask("diary", "second")).isEqualTo(new Answer.Done<>("second", 2));
    assertThat(operations("diary")).containsExactly("first", "second");
    bothWorkAgain();
  }

  /** The journal gives up after its call-timeout; the write is under way all the same. */
  @Test
  void commitThatHangsBeyondThePatienceOfTheJournalIsDoneAndNeverAnsweredAsNotDone() {
    CountDownLatch released = new CountDownLatch(1);
    Faults.plan(Point.COMMIT, new Fault.Hangs(released), 1);

    CompletionStage<Answer<Integer>> asked = asking("diary", "second", Duration.ofSeconds(20));
    CompletableFuture.delayedExecutor(3500, TimeUnit.MILLISECONDS).execute(released::countDown);

    assertThat(await(asked)).isEqualTo(new Answer.Done<>("second", 2));
    assertThat(operations("diary")).containsExactly("first", "second");
    bothWorkAgain();
  }

  @Test
  void failedCommitOfManyEntitiesIsAnsweredTrulyToEachAndAllWorkAgain() {
    CountDownLatch released = new CountDownLatch(1);
    Faults.plan(Point.COMMIT, new Fault.Hangs(released), 1);
    CompletionStage<Answer<Integer>> blocking = asking("diary", "second", WITHIN);
    List<CompletionStage<Answer<Integer>>> asked = new ArrayList<>();
    for (int index = 0; index < 200; index++) {
      asked.add(asking("entity-" + index, "operation-" + index, WITHIN));
    }
    while (Faults.came() == 0) {
      Thread.onSpinWait();
    }
    Faults.plan(Point.COMMIT, new Fault.SucceedsAndFails(sqlite("SQLITE_IOERR_FSYNC", 10)), 1);
    released.countDown();

    assertThat(await(blocking)).isEqualTo(new Answer.Done<>("second", 2));
    for (int index = 0; index < asked.size(); index++) {
      assertThat(await(asked.get(index))).isEqualTo(new Answer.Done<>("operation-" + index, 1));
      assertThat(operations("entity-" + index)).containsExactly("operation-" + index);
    }
    for (int index = 0; index < asked.size(); index++) {
      assertThat(ask("entity-" + index, "again-" + index))
          .isEqualTo(new Answer.Done<>("again-" + index, 2));
    }
  }

  @Test
  void realLockHeldByAnotherConnectionIsNotDone() throws SQLException {
    try (Connection other = ledger.store().database().connect();
        Statement statement = other.createStatement()) {
      statement.execute("BEGIN IMMEDIATE");
      CompletionStage<Answer<Integer>> asked = asking("diary", "second", WITHIN);
      CompletableFuture.delayedExecutor(1500, TimeUnit.MILLISECONDS).execute(() -> rollBack(other));
      assertThat(await(asked)).isInstanceOf(Answer.NotDone.class);
    }
    assertThat(operations("diary")).containsExactly("first");
    bothWorkAgain();
  }

  private static void rollBack(Connection connection) {
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void ledgerThatIsFullKeepsAllThatItAcknowledged() {
    String page = "x".repeat(100_000);
    ledger.close();
    ledger =
        new FaultyLedger(
            TestLedger.sqlite(scratch),
            Integer.MAX_VALUE,
            "akka-persistence-jdbc.shared-databases.ledger.db.properties.max_page_count = \"400\"");
    List<String> done = new ArrayList<>(List.of("first"));
    Answer<Integer> answer = ask("diary", "0" + page);
    for (int index = 1; answer instanceof Answer.Done && index < 100; index++) {
      done.add(answer.operation());
      answer = ask("diary", index + page);
    }

    assertThat(answer).isInstanceOf(Answer.NotDone.class);
    assertThat(done).hasSizeGreaterThan(5);
    assertThat(operations("diary")).isEqualTo(done);
  }

  @Test
  void snapshotThatRottedIsPassedOverAndTheEventsAreReadInstead() throws SQLException {
    ledger.close();
    ledger = new FaultyLedger(TestLedger.sqlite(scratch), 2, "");
    for (int index = 2; index <= 7; index++) {
      assertThat(ask("diary", "o" + index)).isEqualTo(new Answer.Done<>("o" + index, index));
    }
    ledger.close();
    ledger = new FaultyLedger(TestLedger.sqlite(scratch), 2, "");
    try (Connection connection = ledger.store().database().connect();
        Statement statement = connection.createStatement()) {
      assertThat(statement.executeUpdate("UPDATE snapshot SET snapshot_payload = x'66'"))
          .isPositive();
    }
    assertThat(ask("diary", "o8")).isEqualTo(new Answer.Done<>("o8", 8));
    assertThat(ask("diary", "o3"))
        .as("known from its events")
        .isEqualTo(new Answer.Done<>("o3", 3));
  }
}
