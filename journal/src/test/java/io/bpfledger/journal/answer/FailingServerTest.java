package io.bpfledger.journal.answer;

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
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can go wrong only between a service and a database server. */
final class FailingServerTest {

  @TempDir private Path scratch;
  private FaultyLedger ledger;

  @BeforeEach
  void open() {
    ledger = new FaultyLedger(TestLedger.postgresql(scratch), Integer.MAX_VALUE, "");
    assertThat(ledger.ask("diary", "first")).isEqualTo(new Answer.Done<>("first", 1));
  }

  @AfterEach
  void close() {
    if (ledger != null) {
      ledger.close();
    }
  }

  @Test
  void connectionThatBreaksAfterTheCommitIsDone() {
    Faults.plan(Point.COMMIT, new Fault.SucceedsAndFails(broken()), 1);
    assertThat(ledger.ask("diary", "second")).isEqualTo(new Answer.Done<>("second", 2));
    assertThat(ledger.operations("diary")).containsExactly("first", "second");
  }

  @Test
  void connectionThatBreaksBeforeTheCommitIsNotDone() {
    Faults.plan(Point.COMMIT, new Fault.Fails(broken()), 1);
    Faults.plan(Point.ROLLBACK, new Fault.Fails(broken()), 1);
    assertThat(ledger.ask("diary", "second")).isInstanceOf(Answer.NotDone.class);
    assertThat(ledger.operations("diary")).containsExactly("first");
    assertThat(ledger.ask("diary", "third")).isEqualTo(new Answer.Done<>("third", 2));
  }

  @Test
  void sessionThatTheServerEndsBeforeTheCommitIsNotDone() throws SQLException {
    CountDownLatch released = new CountDownLatch(1);
    Faults.plan(Point.COMMIT, new Fault.Hangs(released), 1);
    CompletionStage<Answer<Integer>> asked = ledger.asking("diary", "second", WITHIN);
    while (Faults.came() == 0) {
      Thread.onSpinWait();
    }
    execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            + " WHERE state = 'idle in transaction' AND pid <> pg_backend_pid()");
    released.countDown();

    assertThat(await(asked)).isInstanceOf(Answer.NotDone.class);
    assertThat(ledger.operations("diary")).containsExactly("first");
    assertThat(ledger.ask("diary", "third")).isEqualTo(new Answer.Done<>("third", 2));
  }

  /** Somebody else's transaction stands for a commit of ours that is still on its way. */
  @Test
  void truthAfterAFailureIsReadOnlyWhenNoWriteIsUnderWay() throws SQLException {
    Faults.plan(Point.COMMIT, new Fault.Fails(broken()), 1);
    try (Connection late = ledger.store().database().connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute(
          "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
              + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload, seal)"
              + " SELECT 'somewhere else', 1, writer, write_timestamp, adapter_manifest,"
              + " event_ser_id, event_ser_manifest, event_payload, seal FROM event_journal");

      Answer<Integer> answer = await(ledger.asking("diary", "second", Duration.ofSeconds(2)));
      assertThat(answer).isInstanceOf(Answer.InDoubt.class);
      assertThat(ledger.operations("diary")).containsExactly("first");
      late.rollback();
    }
    // The incarnation that waited for the transaction may still fail of it.
    Answer<Integer> afterwards = ledger.ask("diary", "second");
    if (afterwards instanceof Answer.NotDone) {
      afterwards = ledger.ask("diary", "second");
    }
    assertThat(afterwards).isEqualTo(new Answer.Done<>("second", 2));
  }

  /** Else a reader who has come to some place of the ledger would miss what appears before it. */
  @Test
  void numbersOfTheLedgerBecomeVisibleInOrderThoughACommitComesLate() throws SQLException {
    assertThat(ledger.ask("neighbour", "n1")).isEqualTo(new Answer.Done<>("n1", 1));
    try (Connection late = ledger.store().database().connect();
        Statement statement = late.createStatement()) {
      late.setAutoCommit(false);
      statement.execute(
          "INSERT INTO event_journal (persistence_id, sequence_number, writer, write_timestamp,"
              + " adapter_manifest, event_ser_id, event_ser_manifest, event_payload, seal)"
              + " SELECT 'late', 1, writer, write_timestamp, adapter_manifest, event_ser_id,"
              + " event_ser_manifest, event_payload, seal FROM event_journal LIMIT 1");
      Faults.plan(Point.COMMIT, new Fault.Fails(broken()), 1);
      CompletionStage<Answer<Integer>> failing =
          ledger.asking("diary", "second", Duration.ofSeconds(1));
      while (Faults.came() == 0) {
        Thread.onSpinWait();
      }
      // At once, before a recovery waits for the same and holds up all writers.
      assertThat(await(ledger.asking("neighbour", "n2", Duration.ofSeconds(1))))
          .as("must not come before what is under way")
          .isInstanceOf(Answer.InDoubt.class);
      assertThat(await(failing)).isInstanceOf(Answer.InDoubt.class);
      assertThat(streams()).containsExactly("diary", "neighbour");
      late.commit();
    }

    assertThat(ledger.ask("neighbour", "n2")).isEqualTo(new Answer.Done<>("n2", 2));
    assertThat(streams()).startsWith("diary", "neighbour", "late", "neighbour");
  }

  private List<String> streams() {
    List<String> streams = new ArrayList<>();
    ledger.store().reader().inOrder(0, row -> streams.add(row.content().persistenceId()));
    return streams;
  }

  /** As the driver reports a broken connection. */
  private static SQLException broken() {
    return new SQLException("connection broke", "08006");
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = ledger.store().database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
