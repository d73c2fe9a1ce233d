package io.bpfledger.journal.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.ChainBroken;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.LinkEvent.DetachRequested;
import io.bpfledger.journal.event.LinkEvent.Detached;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.event.RepairEvent.ResidueRemoved;
import io.bpfledger.journal.history.Difference;
import io.bpfledger.journal.history.History;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.RandomLedgers;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Memory keeps so many of the entities whose life is over; the history keeps all. */
final class ForgettingTest {

  private static final EntryCodec CODEC = new EntryCodec();
  private static final int KEPT = 2;

  private final MemoryLedger memory = new MemoryLedger();

  @Provide
  Arbitrary<MemoryLedger> ledgers() {
    return RandomLedgers.ofAtMost(150);
  }

  @Property(tries = 100, edgeCases = EdgeCasesMode.NONE)
  void memoryHasAllThatLivesAndTheNewestThatDoNotWhateverTheOrder(
      @ForAll("ledgers") MemoryLedger random, @ForAll @IntRange(max = 3) int kept) {
    Ledger scanned = Projection.scan(random, CODEC, new MemoryLimits(kept)).ledger();

    assertThat(scanned.entities()).isEqualTo(expected(random, kept));
    assertThat(fedByStream(random, kept)).isEqualTo(scanned);
    assertThat(scanned.phases()).isEqualTo(Projection.scan(random, CODEC).ledger().phases());
    Map<String, Long> told = new TreeMap<>(scanned.forgotten());
    scanned.entities().forEach(view -> told.merge(phase(view), 1L, Long::sum));
    assertThat(told).as("forgotten and here").isEqualTo(scanned.phases());
  }

  private static List<EntityView> expected(MemoryLedger random, int kept) {
    List<EntityView> all = Projection.scan(random, CODEC).ledger().entities();
    List<EntityView> newest =
        all.stream()
            .filter(view -> view.ended().isPresent())
            .sorted(
                Comparator.comparing((EntityView view) -> view.ended().orElseThrow().time())
                    .thenComparing(EntityView::stream)
                    .reversed())
            .limit(kept)
            .toList();
    return all.stream().filter(view -> !view.atRest() || newest.contains(view)).toList();
  }

  private static String phase(EntityView view) {
    return view.stream().kind().word() + "." + view.state().phase();
  }

  private static Ledger fedByStream(MemoryLedger random, int kept) {
    Map<StreamId, List<PlacedEntry>> streams = new TreeMap<>();
    for (StoredEntry stored : random.entries()) {
      streams
          .computeIfAbsent(stored.place().stream(), _ -> new ArrayList<>())
          .add(CODEC.open(stored));
    }
    Projection fed = Projection.of(Ledger.empty(new MemoryLimits(kept)), random, CODEC);
    streams
        .values()
        .forEach(
            stream ->
                stream.forEach(
                    placed ->
                        fed.apply(
                            placed.place().stream(), placed.place().sequence(), placed.entry())));
    return fed.ledger();
  }

  @Property(tries = 60, edgeCases = EdgeCasesMode.NONE)
  void recoveredEntitiesAreNotCountedTwice(
      @ForAll("ledgers") MemoryLedger random, @ForAll @IntRange(max = 3) int kept) {
    Projection projection = Projection.scan(random, CODEC, new MemoryLimits(kept));
    Ledger before = projection.ledger();
    for (StoredEntry stored : random.entries()) {
      StreamId stream = stored.place().stream();
      projection.catchUp(stream, random.account(stream).chain().sequence());
    }

    assertThat(projection.ledger()).isEqualTo(before);
  }

  private static StreamId link(int number) {
    return StreamId.of(new LinkKey(Ulid.of(number, 0, number)));
  }

  private static Instant minute(int minute) {
    return Samples.ENVELOPE.time().plusSeconds(60L * minute);
  }

  private void post(int number, int minute, Event event) {
    Envelope envelope = Samples.envelope(event);
    memory.post(
        link(number),
        new Envelope(minute(minute), envelope.boot(), envelope.principal(), envelope.cause()),
        event);
  }

  private void attach(int number, int minute) {
    post(number, minute, Samples.event("link.attach-requested.1.xdp"));
    post(number, minute, Samples.event("link.attached.1.by-dispatcher"));
  }

  private void detach(int number, int minute) {
    post(number, minute, new DetachRequested(Samples.RUN));
    post(number, minute, new Detached(Samples.RUN));
  }

  /** Links 1 to 4 are detached in the minutes 1 to 4, link 9 stays. */
  private void fourDetachedAndOneThatStays() {
    attach(9, 0);
    for (int number = 1; number <= 4; number++) {
      attach(number, 0);
    }
    for (int number = 1; number <= 4; number++) {
      detach(number, number);
    }
  }

  private Projection scanned() {
    return Projection.scan(memory, CODEC, new MemoryLimits(KEPT));
  }

  private static List<StreamId> streams(Ledger ledger) {
    return ledger.entities().stream().map(EntityView::stream).toList();
  }

  @Test
  void limitIsConfiguredAndTheDefaultIsTheDocumentedOne() {
    assertThat(MemoryLimits.from(ConfigFactory.load()))
        .isEqualTo(new MemoryLimits(10_000))
        .isEqualTo(MemoryLimits.DEFAULT);
    assertThatThrownBy(() -> new MemoryLimits(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void oldestEndedLinksAreForgottenAndCounted() {
    fourDetachedAndOneThatStays();

    Ledger ledger = scanned().ledger();

    assertThat(streams(ledger)).containsExactly(link(3), link(4), link(9));
    assertThat(ledger.forgotten()).isEqualTo(Map.of("link.detached", 2L));
    assertThat(ledger.phases()).isEqualTo(Map.of("link.detached", 4L, "link.attached", 1L));
    assertThat(ledger.entries()).isEqualTo(memory.entries().size());
  }

  @Test
  void historyStillKnowsWhatMemoryHasForgotten() {
    fourDetachedAndOneThatStays();
    History history = new History(memory, CODEC, new MemoryLimits(KEPT));

    assertThat(history.entity(link(1)).orElseThrow().account()).isEqualTo(memory.account(link(1)));
    assertThat(history.entity(link(1), minute(0)).orElseThrow().state().phase())
        .isEqualTo("attached");
    assertThat(history.entity(link(1), minute(-1))).isEmpty();
    assertThat(history.link(new LinkNumber(7)).orElseThrow().stream())
        .as("the first, as all samples have this number")
        .isEqualTo(link(9));
    assertThat(history.link(new LinkNumber(99))).isEmpty();
    assertThat(streams(history.at(minute(3)))).containsExactly(link(2), link(3), link(4), link(9));
  }

  @Test
  void forgottenLinkIsRememberedWhileItIsRepaired() {
    fourDetachedAndOneThatStays();
    Projection projection = scanned();
    Ulid operation = Samples.OPERATION;

    RepairRequested requested = new RepairRequested(operation, Decision.DELETE, "link.residue");
    post(1, 5, requested);
    assertThat(projection.apply(link(1), 5, CODEC.open(memory.entries().getLast()).entry()))
        .isTrue();

    assertThat(streams(projection.ledger())).containsExactly(link(1), link(3), link(4), link(9));
    assertThat(projection.ledger().forgotten()).isEqualTo(Map.of("link.detached", 1L));
    assertThat(projection.ledger()).isEqualTo(scanned().ledger());

    post(1, 6, new ResidueRemoved(operation, List.of("a pin")));
    projection.apply(link(1), 6, CODEC.open(memory.entries().getLast()).entry());

    assertThat(streams(projection.ledger())).containsExactly(link(3), link(4), link(9));
    assertThat(projection.ledger().forgotten()).isEqualTo(Map.of("link.detached", 2L));
    assertThat(projection.ledger()).isEqualTo(scanned().ledger());
  }

  @Test
  void writeInDoubtIsFoundWhenItsEntityHasRecovered() {
    fourDetachedAndOneThatStays();
    Projection projection = scanned();
    post(1, 5, new RepairRequested(Samples.OPERATION, Decision.DELETE, "link.residue"));
    post(9, 5, new DetachRequested(Samples.RUN));
    attach(5, 6);

    assertThat(projection.catchUp(link(1), 5)).isEqualTo(1);
    assertThat(projection.catchUp(link(9), 3)).isEqualTo(1);
    assertThat(projection.catchUp(link(5), 2)).isEqualTo(2);
    assertThat(projection.catchUp(link(2), 4)).as("forgotten").isZero();
    assertThat(projection.catchUp(link(9), 3)).as("known").isZero();

    assertThat(projection.ledger()).isEqualTo(scanned().ledger());
    assertThatThrownBy(() -> projection.catchUp(link(9), 4)).isInstanceOf(ChainBroken.class);
  }

  @Test
  void whatEndedBetweenTwoTimesIsInTheirDifferenceThoughForgottenSince() {
    fourDetachedAndOneThatStays();
    post(1, 5, new RepairRequested(Samples.OPERATION, Decision.DELETE, "link.residue"));
    History history = new History(memory, CODEC, new MemoryLimits(1));

    assertThat(history.between(minute(0), minute(4)).changes())
        .extracting(Difference.EntityChange::entity)
        .containsExactly(link(1), link(2), link(3), link(4));
    assertThat(history.between(minute(3), minute(4)).changes())
        .extracting(Difference.EntityChange::entity)
        .containsExactly(link(4));
    assertThat(history.between(minute(4), minute(5)).changes())
        .as("a repair that has begun changes nothing that people compare")
        .isEmpty();
  }
}
