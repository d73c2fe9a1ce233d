package io.bpfledger.journal.store.kit;

import static org.assertj.core.api.Assertions.assertThat;

import akka.actor.ActorRef;
import akka.persistence.DeleteSnapshotSuccess;
import akka.persistence.DeleteSnapshotsSuccess;
import akka.persistence.Persistence;
import akka.persistence.SaveSnapshotSuccess;
import akka.persistence.SelectedSnapshot;
import akka.persistence.SnapshotMetadata;
import akka.persistence.SnapshotProtocol;
import akka.persistence.SnapshotSelectionCriteria;
import akka.testkit.javadsl.TestKit;
import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.store.StoreSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import scala.jdk.javaapi.OptionConverters;

/**
 * The demands on a snapshot store. Before each test there are five snapshots of a stream, at the
 * sequence numbers 11 to 15.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SnapshotKit {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final AtomicInteger STREAMS = new AtomicInteger();
  private static final long NO_BOUND = Long.MAX_VALUE;
  private static final int LARGE_TEXT = 1024 * 1024;

  private TestLedger ledger;
  private ActorRef store;
  private String stream = "";
  private List<SnapshotMetadata> saved = List.of();

  abstract StoreSettings settings(Path scratch);

  @BeforeAll
  void open(@TempDir Path scratch) {
    ledger = TestLedger.open(settings(scratch));
    store =
        Persistence.get(ledger.system())
            .snapshotStoreFor("jdbc-snapshot-store", ConfigFactory.empty());
  }

  @AfterAll
  void close() {
    if (ledger != null) {
      ledger.close();
    }
  }

  @BeforeEach
  void saveFiveSnapshots() throws InterruptedException {
    stream = "state-" + STREAMS.incrementAndGet();
    List<SnapshotMetadata> metadata = new ArrayList<>();
    for (int index = 1; index <= 5; index++) {
      metadata.add(save(10 + index, state(index)));
      // The store stamps them with milliseconds, and the tests tell them apart by that.
      Thread.sleep(2);
    }
    saved = metadata;
  }

  @Test
  void streamWithoutSnapshotsGivesNone() {
    stream = "nobody-saved-here";
    assertThat(load(SnapshotSelectionCriteria.latest(), NO_BOUND)).isEmpty();
  }

  @Test
  void latestSnapshotIsLoaded() {
    assertThat(load(SnapshotSelectionCriteria.latest(), NO_BOUND)).contains(snapshot(5));
  }

  @Test
  void snapshotsYoungerThanTheBoundAreNotLoaded() {
    assertThat(load(SnapshotSelectionCriteria.create(NO_BOUND, 100), NO_BOUND)).isEmpty();
  }

  @Test
  void snapshotsBeyondTheBoundAreNotLoaded() {
    assertThat(load(SnapshotSelectionCriteria.create(7, NO_BOUND), NO_BOUND)).isEmpty();
    assertThat(load(SnapshotSelectionCriteria.latest(), 7)).isEmpty();
  }

  @Test
  void latestSnapshotUpToASequenceNumberIsLoaded() {
    assertThat(load(SnapshotSelectionCriteria.create(13, NO_BOUND), NO_BOUND))
        .contains(snapshot(3));
    assertThat(load(SnapshotSelectionCriteria.latest(), 13)).contains(snapshot(3));
  }

  @Test
  void latestSnapshotUpToASequenceNumberAndATimeIsLoaded() {
    assertThat(load(SnapshotSelectionCriteria.create(13, time(3)), NO_BOUND)).contains(snapshot(3));
    assertThat(load(SnapshotSelectionCriteria.create(NO_BOUND, time(3)), 13)).contains(snapshot(3));
    assertThat(load(SnapshotSelectionCriteria.create(NO_BOUND, time(2)), NO_BOUND))
        .contains(snapshot(2));
  }

  @Test
  void oneSnapshotIsDeletedByItsSequenceNumber() {
    delete(new SnapshotMetadata(stream, 13, 0));
    assertThat(load(SnapshotSelectionCriteria.create(13, NO_BOUND), NO_BOUND))
        .contains(snapshot(2));
    assertThat(load(SnapshotSelectionCriteria.latest(), NO_BOUND)).contains(snapshot(5));
  }

  @Test
  void snapshotsUpToSequenceNumberAndTimeAreDeleted() {
    deleteAll(SnapshotSelectionCriteria.create(13, time(3)));
    assertThat(load(SnapshotSelectionCriteria.create(13, time(3)), NO_BOUND)).isEmpty();
    assertThat(load(SnapshotSelectionCriteria.create(14, NO_BOUND), NO_BOUND))
        .contains(snapshot(4));
  }

  @Test
  void snapshotsYoungerThanTheBoundAreNotDeleted() {
    deleteAll(SnapshotSelectionCriteria.create(13, 100));
    assertThat(load(SnapshotSelectionCriteria.create(13, NO_BOUND), NO_BOUND))
        .contains(snapshot(3));
  }

  @Test
  void allSnapshotsOfAStreamAreDeleted() {
    deleteAll(SnapshotSelectionCriteria.latest());
    assertThat(load(SnapshotSelectionCriteria.latest(), NO_BOUND)).isEmpty();
  }

  @Test
  void snapshotOfTheSameSequenceNumberReplacesTheOlder() {
    SnapshotMetadata replaced = save(15, new Remark.Heard(List.of("again")));
    SelectedSnapshot loaded = load(SnapshotSelectionCriteria.latest(), NO_BOUND).orElseThrow();
    assertThat(loaded.snapshot()).isEqualTo(new Remark.Heard(List.of("again")));
    assertThat(loaded.metadata().timestamp()).isEqualTo(replaced.timestamp());
  }

  @Test
  void largeSnapshotIsSavedWhole() {
    Remark large = new Remark.Heard(List.of("x".repeat(LARGE_TEXT)));
    save(100, large);
    assertThat(load(SnapshotSelectionCriteria.latest(), NO_BOUND))
        .get()
        .extracting(SelectedSnapshot::snapshot)
        .isEqualTo(large);
  }

  private Optional<SelectedSnapshot> load(SnapshotSelectionCriteria criteria, long to) {
    TestKit probe = new TestKit(ledger.system());
    store.tell(new SnapshotProtocol.LoadSnapshot(stream, criteria, to), probe.getRef());
    return OptionConverters.toJava(
        probe.expectMsgClass(PATIENCE, SnapshotProtocol.LoadSnapshotResult.class).snapshot());
  }

  private SnapshotMetadata save(long sequenceNumber, Remark state) {
    TestKit probe = new TestKit(ledger.system());
    SnapshotMetadata metadata = new SnapshotMetadata(stream, sequenceNumber, 0);
    store.tell(new SnapshotProtocol.SaveSnapshot(metadata, state), probe.getRef());
    return probe.expectMsgClass(PATIENCE, SaveSnapshotSuccess.class).metadata();
  }

  private void delete(SnapshotMetadata metadata) {
    TestKit probe = new TestKit(ledger.system());
    store.tell(new SnapshotProtocol.DeleteSnapshot(metadata), probe.getRef());
    probe.expectMsgClass(PATIENCE, DeleteSnapshotSuccess.class);
  }

  private void deleteAll(SnapshotSelectionCriteria criteria) {
    TestKit probe = new TestKit(ledger.system());
    store.tell(new SnapshotProtocol.DeleteSnapshots(stream, criteria), probe.getRef());
    probe.expectMsgClass(PATIENCE, DeleteSnapshotsSuccess.class);
  }

  private long time(int index) {
    return saved.get(index - 1).timestamp();
  }

  private static Remark state(int index) {
    return new Remark.Heard(List.of("state " + index));
  }

  private SelectedSnapshot snapshot(int index) {
    return new SelectedSnapshot(saved.get(index - 1), state(index));
  }
}
