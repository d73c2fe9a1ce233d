package io.bpfledger.journal.store.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.persistence.JournalProtocol;
import akka.persistence.Persistence;
import akka.persistence.jdbc.query.javadsl.JdbcReadJournal;
import akka.persistence.query.EventEnvelope;
import akka.persistence.query.Offset;
import akka.persistence.query.PersistenceQuery;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.kit.Remark;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.SnapshotContent;
import io.bpfledger.journal.store.row.SnapshotTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rows that do not say what was written are not replayed; the plugin's queries read ours. */
final class DamagedRowsTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @TempDir private Path scratch;
  private TestLedger ledger;

  @BeforeEach
  void writeThreeEvents() throws SQLException {
    ledger = TestLedger.open(TestLedger.sqlite(scratch));
    try (Connection connection = ledger.store().database().connect()) {
      EventTable.append(connection, List.of(event(1), event(2), event(3)));
      EventTable.tag(connection, Map.of(event(2), Set.of("even")));
    }
  }

  @AfterEach
  void close() {
    ledger.close();
  }

  private static EventContent event(int sequenceNumber) {
    return new EventContent(
        "stream",
        sequenceNumber,
        "writer",
        sequenceNumber,
        "",
        7_777,
        "said",
        Bytes.copyOf(("event " + sequenceNumber).getBytes(StandardCharsets.UTF_8)));
  }

  private void damage(String sql) throws SQLException {
    try (Connection connection = ledger.store().database().connect();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TRIGGER IF EXISTS event_journal_is_never_changed");
      statement.execute("DROP TRIGGER IF EXISTS event_journal_is_never_deleted");
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  /** What a recovering entity gets: events until the end, or until a failure. */
  private List<Object> replay() {
    TestKit probe = new TestKit(ledger.system());
    ActorRef journal =
        Persistence.get(ledger.system()).journalFor("jdbc-journal", ConfigFactory.empty());
    journal.tell(
        new JournalProtocol.ReplayMessages(
            1, Long.MAX_VALUE, Long.MAX_VALUE, "stream", probe.getRef()),
        probe.getRef());
    List<Object> replayed = new ArrayList<>();
    while (true) {
      switch (probe.expectMsgClass(PATIENCE, JournalProtocol.Response.class)) {
        case JournalProtocol.ReplayedMessage message ->
            replayed.add(message.persistent().payload());
        case JournalProtocol.RecoverySuccess _ -> {
          return replayed;
        }
        case JournalProtocol.ReplayMessagesFailure failure -> {
          replayed.add(failure.cause().getMessage());
          return replayed;
        }
        case JournalProtocol.Response other -> throw new AssertionError("answered " + other);
      }
    }
  }

  @Test
  void wholeStreamIsReplayed() {
    assertThat(replay())
        .containsExactly(
            new Remark.Said("event 1"), new Remark.Said("event 2"), new Remark.Said("event 3"));
  }

  @Test
  void streamWithAnAlteredPayloadIsNotReplayed() throws SQLException {
    damage("UPDATE event_journal SET event_payload = x'00' WHERE sequence_number = 2");
    assertThat(replay())
        .containsExactly("stream#2 is damaged: its seal is broken; run the ledger's verification");
  }

  @Test
  void streamWithAnAlteredColumnIsNotReplayed() throws SQLException {
    damage("UPDATE event_journal SET write_timestamp = 9 WHERE sequence_number = 3");
    assertThat(replay())
        .containsExactly("stream#3 is damaged: its seal is broken; run the ledger's verification");
  }

  @Test
  void streamWithAGapIsNotReplayed() throws SQLException {
    damage("DELETE FROM event_journal WHERE sequence_number = 2");
    assertThat(replay())
        .containsExactly(
            "stream is damaged: event 2 is missing, 3 is there; run the ledger's verification");
  }

  @Test
  void streamWithoutItsBeginningIsNotReplayed() throws SQLException {
    damage("DELETE FROM event_journal WHERE sequence_number = 1");
    assertThat(replay())
        .containsExactly(
            "stream is damaged: event 1 is missing, 2 is there; run the ledger's verification");
  }

  @Test
  void alteredSnapshotIsKnownAsSuch() throws SQLException {
    try (Connection connection = ledger.store().database().connect()) {
      SnapshotTable.save(
          connection,
          new SnapshotContent("stream", 3, 1, 7_777, "heard", Bytes.copyOf(new byte[] {1})));
    }
    damage("UPDATE snapshot SET snapshot_payload = x'02'");
    List<Boolean> intact = new ArrayList<>();
    ledger.store().reader().snapshots(snapshot -> intact.add(snapshot.intact()));
    assertThat(intact).containsExactly(false);
  }

  @Test
  void queriesOfThePluginReadOurRows() throws Exception {
    JdbcReadJournal queries =
        PersistenceQuery.get(ledger.system())
            .getReadJournalFor(JdbcReadJournal.class, JdbcReadJournal.Identifier());
    assertThat(all(queries.currentPersistenceIds())).containsExactly("stream");
    assertThat(all(queries.currentEventsByPersistenceId("stream", 2, 3)))
        .extracting(EventEnvelope::event)
        .containsExactly(new Remark.Said("event 2"), new Remark.Said("event 3"));
    assertThat(all(queries.currentEventsByTag("even", Offset.noOffset())))
        .extracting(EventEnvelope::sequenceNr)
        .containsExactly(2L);
  }

  private <T> List<T> all(Source<T, ?> source) throws Exception {
    return source
        .runWith(Sink.seq(), ledger.system())
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }
}
