package io.bpfledger.journal.store.kit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.persistence.AtomicWrite;
import akka.persistence.DeleteMessagesFailure;
import akka.persistence.DeleteMessagesSuccess;
import akka.persistence.JournalProtocol;
import akka.persistence.Persistence;
import akka.persistence.PersistentEnvelope;
import akka.persistence.PersistentRepr;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.CollectionConverters;

/** The demands on a journal. Before each test a stream of five events is written. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class JournalKit {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicInteger STREAMS = new AtomicInteger();
  private static final long WITHOUT_LIMIT = Long.MAX_VALUE;

  private TestLedger ledger;
  private ActorRef journal;
  private String stream = "";
  private String writer = "";

  abstract StoreSettings settings(Path scratch);

  @BeforeAll
  void open(@TempDir Path scratch) throws Exception {
    ledger = TestLedger.open(settings(scratch));
    ledger.allowDeletion();
    journal = Persistence.get(ledger.system()).journalFor("jdbc-journal", ConfigFactory.empty());
  }

  @AfterAll
  void close() {
    if (ledger != null) {
      ledger.close();
    }
  }

  @BeforeEach
  void writeFiveEvents() {
    stream = "stream-" + STREAMS.incrementAndGet();
    writer = "writer-" + STREAMS.get();
    write(LongStream.rangeClosed(1, 5).mapToObj(this::envelope).toList());
  }

  @Test
  void allEventsAreReplayed() {
    assertThat(replay(1, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(1, 5));
  }

  @Test
  void replayStartsAtTheLowerBound() {
    assertThat(replay(3, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(3, 5));
  }

  @Test
  void replayEndsAtTheUpperBound() {
    assertThat(replay(1, 3, WITHOUT_LIMIT).events()).isEqualTo(said(1, 3));
  }

  @Test
  void replayEndsAtTheLimitOfEvents() {
    assertThat(replay(1, Long.MAX_VALUE, 3).events()).isEqualTo(said(1, 3));
  }

  @Test
  void replayKeepsBothBounds() {
    assertThat(replay(2, 3, WITHOUT_LIMIT).events()).isEqualTo(said(2, 3));
  }

  @Test
  void replayKeepsBoundsAndLimitTogether() {
    assertThat(replay(2, 5, 2).events()).isEqualTo(said(2, 3));
  }

  @Test
  void equalBoundsReplayOneEvent() {
    assertThat(replay(2, 2, WITHOUT_LIMIT).events()).isEqualTo(said(2, 2));
  }

  @Test
  void limitOfOneReplaysOneEvent() {
    assertThat(replay(2, 4, 1).events()).isEqualTo(said(2, 2));
  }

  @Test
  void limitOfZeroReplaysNothing() {
    assertThat(replay(2, 4, 0).events()).isEmpty();
  }

  @Test
  void lowerBoundAboveTheUpperReplaysNothing() {
    assertThat(replay(3, 2, WITHOUT_LIMIT).events()).isEmpty();
  }

  @Test
  void streamWithoutEventsReplaysNothingAndEndsAtZero() {
    stream = "nobody-wrote-here";
    Replay replay = replay(1, Long.MAX_VALUE, WITHOUT_LIMIT);
    assertThat(replay.events()).isEmpty();
    assertThat(replay.highestSequenceNumber()).isZero();
  }

  @Test
  void recoveryTellsTheHighestSequenceNumberAlsoBeyondTheUpperBound() {
    assertThat(replay(1, 2, WITHOUT_LIMIT).highestSequenceNumber()).isEqualTo(5);
  }

  @Test
  void moreEventsThanOneBatchOfTheReplayAreReplayedInOrder() {
    write(LongStream.rangeClosed(6, 1_234).mapToObj(this::envelope).toList());
    assertThat(replay(1, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(1, 1_234));
  }

  @Test
  void deletedEventsAreNotReplayed() {
    delete(3);
    assertThat(replay(1, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(4, 5));
  }

  @Test
  void deletingBelowWhatIsDeletedChangesNothing() {
    delete(3);
    delete(2);
    assertThat(replay(1, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(4, 5));
  }

  @Test
  void highestSequenceNumberOutlivesTheDeletionOfSome() {
    delete(3);
    assertThat(replay(1, Long.MAX_VALUE, WITHOUT_LIMIT).highestSequenceNumber()).isEqualTo(5);
  }

  @Test
  void highestSequenceNumberOutlivesTheDeletionOfAll() {
    delete(5);
    Replay replay = replay(1, Long.MAX_VALUE, WITHOUT_LIMIT);
    assertThat(replay.events()).isEmpty();
    assertThat(replay.highestSequenceNumber()).isEqualTo(5);
  }

  @Test
  void deletionBeyondTheEndDeletesAllAndNotMore() {
    delete(Long.MAX_VALUE);
    write(List.of(envelope(6)));
    assertThat(replay(1, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(6, 6));
  }

  @Test
  void eventsOfOneCommandAreWrittenTogether() {
    write(List.of(atomic(6, 7, 8)));
    assertThat(replay(6, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(6, 8));
  }

  @Test
  void writesOfOtherStreamsAreNotReplayed() {
    String first = stream;
    writeFiveEvents();
    stream = first;
    assertThat(replay(1, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(1, 5));
  }

  @Test
  void writerAndTimeOfAnEventAreKept() {
    TestKit probe = new TestKit(ledger.system());
    journal.tell(
        new JournalProtocol.ReplayMessages(1, 1, 1, stream, probe.getRef()), probe.getRef());
    PersistentRepr event =
        probe.expectMsgClass(PATIENCE, JournalProtocol.ReplayedMessage.class).persistent();
    assertThat(event.writerUuid()).isEqualTo(writer);
    assertThat(event.timestamp()).isPositive();
    assertThat(event.deleted()).isFalse();
  }

  @Test
  void eventThatCannotBeSerializedIsRejectedAndItsNeighboursAreNot() {
    TestKit probe = new TestKit(ledger.system());
    AtomicWrite bad = AtomicWrite.apply(event(7, new Object()));
    send(probe, List.of(envelope(6), bad, envelope(8)));
    probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessagesSuccessful$.class);
    assertThat(probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageSuccess.class))
        .extracting(success -> success.persistent().sequenceNr())
        .isEqualTo(6L);
    assertThat(probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageRejected.class))
        .extracting(rejected -> rejected.message().sequenceNr())
        .isEqualTo(7L);
    assertThat(probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageSuccess.class))
        .extracting(success -> success.persistent().sequenceNr())
        .isEqualTo(8L);
  }

  @Test
  void secondEventWithTheSameSequenceNumberIsNotWritten() {
    TestKit probe = new TestKit(ledger.system());
    send(probe, List.of(AtomicWrite.apply(event(5, new Remark.Said("another five")))));
    probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessagesFailed.class);
    assertThat(replay(1, Long.MAX_VALUE, WITHOUT_LIMIT).events()).isEqualTo(said(1, 5));
  }

  private record Replay(List<Remark> events, long highestSequenceNumber) {}

  private Replay replay(long from, long to, long max) {
    TestKit probe = new TestKit(ledger.system());
    journal.tell(
        new JournalProtocol.ReplayMessages(from, to, max, stream, probe.getRef()), probe.getRef());
    List<Remark> events = new ArrayList<>();
    while (true) {
      switch (probe.expectMsgClass(PATIENCE, JournalProtocol.Response.class)) {
        case JournalProtocol.ReplayedMessage replayed -> {
          assertThat(replayed.persistent().persistenceId()).isEqualTo(stream);
          events.add((Remark) replayed.persistent().payload());
        }
        case JournalProtocol.RecoverySuccess success -> {
          return new Replay(events, success.highestSequenceNr());
        }
        case JournalProtocol.Response other -> throw new AssertionError("answered " + other);
      }
    }
  }

  private void write(List<? extends PersistentEnvelope> envelopes) {
    TestKit probe = new TestKit(ledger.system());
    send(probe, envelopes);
    probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessagesSuccessful$.class);
    long expected = envelopes.stream().mapToLong(envelope -> ((AtomicWrite) envelope).size()).sum();
    for (long count = 0; count < expected; count++) {
      probe.expectMsgClass(PATIENCE, JournalProtocol.WriteMessageSuccess.class);
    }
  }

  private void send(TestKit probe, List<? extends PersistentEnvelope> envelopes) {
    List<PersistentEnvelope> messages = new ArrayList<>(envelopes);
    journal.tell(
        new JournalProtocol.WriteMessages(
            CollectionConverters.asScala(messages).toSeq(), probe.getRef(), 1),
        probe.getRef());
  }

  private void delete(long to) {
    TestKit probe = new TestKit(ledger.system());
    journal.tell(new JournalProtocol.DeleteMessagesTo(stream, to, probe.getRef()), probe.getRef());
    Object answer = probe.receiveOne(PATIENCE);
    assertThat(answer).isNotInstanceOf(DeleteMessagesFailure.class);
    assertThat(answer).isInstanceOf(DeleteMessagesSuccess.class);
  }

  private AtomicWrite envelope(long sequenceNumber) {
    return AtomicWrite.apply(event(sequenceNumber, saidAt(sequenceNumber)));
  }

  private AtomicWrite atomic(long... sequenceNumbers) {
    List<PersistentRepr> events = new ArrayList<>();
    for (long sequenceNumber : sequenceNumbers) {
      events.add(event(sequenceNumber, saidAt(sequenceNumber)));
    }
    return AtomicWrite.apply(CollectionConverters.asScala(events).toSeq());
  }

  private PersistentRepr event(long sequenceNumber, Object payload) {
    return PersistentRepr.apply(
        payload, sequenceNumber, stream, "", false, ActorRef.noSender(), writer);
  }

  private static Remark saidAt(long sequenceNumber) {
    return new Remark.Said("event " + sequenceNumber);
  }

  private static List<Remark> said(long from, long to) {
    return LongStream.rangeClosed(from, to).mapToObj(JournalKit::saidAt).toList();
  }
}
