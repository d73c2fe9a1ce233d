package io.bpfledger.journal.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.history.Difference.AspectChange;
import io.bpfledger.journal.history.Difference.EntityChange;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.RandomLedgers;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class HistoryTest {

  private static final EntryCodec CODEC = new EntryCodec();
  private static final MemoryLedger LEDGER = Story.told();
  private static final History HISTORY = new History(LEDGER, CODEC);

  private static List<String> found(HistoryQuery query) {
    return HISTORY.find(query).stream().map(HistoryTest::words).toList();
  }

  private static String words(PlacedEntry placed) {
    return placed.place().ordering() + " " + CODEC.manifest(placed.entry()).replace("#1", "");
  }

  @Test
  void everythingIsFoundInTheOrderOfTheLedger() {
    assertThat(found(HistoryQuery.ALL))
        .containsExactly(
            "1 host.service-started",
            "2 program.load-requested",
            "3 program.loaded",
            "4 link.attach-requested",
            "5 dispatcher.revision-planned",
            "6 dispatcher.revision-live",
            "7 link.attached",
            "8 host.reconciliation-started",
            "9 dispatcher.lost",
            "10 repair.requested",
            "11 dispatcher.revision-planned",
            "12 dispatcher.revision-live",
            "13 host.reconciliation-finished",
            "14 labels.changed");
  }

  @Test
  void eventsOfOneEntityAreFound() {
    assertThat(found(HistoryQuery.ALL.of(Story.LINK)))
        .containsExactly("4 link.attach-requested", "7 link.attached");
    assertThat(found(HistoryQuery.ALL.of(StreamId.of(Samples.OTHER_LINK)))).isEmpty();
  }

  @Test
  void eventsAreFoundByWhoCausedThem() {
    assertThat(found(HistoryQuery.ALL.by(new Author.User(1000))))
        .containsExactly("2 program.load-requested", "3 program.loaded", "14 labels.changed");
    assertThat(found(HistoryQuery.ALL.by(new Author.Group(100)))).hasSize(7);
    assertThat(found(HistoryQuery.ALL.by(new Author.Command("agent")))).hasSize(4);
    assertThat(found(HistoryQuery.ALL.by(new Author.Reconciler())).getFirst())
        .isEqualTo("8 host.reconciliation-started");
  }

  @Test
  void eventsAreFoundByTheirCause() {
    assertThat(found(HistoryQuery.ALL.because(Story.ATTACH)))
        .containsExactly(
            "4 link.attach-requested",
            "5 dispatcher.revision-planned",
            "6 dispatcher.revision-live",
            "7 link.attached");
    assertThat(found(HistoryQuery.ALL.because(Story.FOUND))).hasSize(4);
  }

  @Test
  void eventsAreFoundByTime() {
    assertThat(found(HistoryQuery.ALL.from(Story.at("10:00")).until(Story.at("10:59"))))
        .containsExactly("2 program.load-requested", "3 program.loaded");
  }

  @Test
  void eventsAreFoundByALabelThatTheirEntityOnceBore() {
    List<String> ofProgram =
        List.of("2 program.load-requested", "3 program.loaded", "14 labels.changed");

    for (String owner : List.of("loader", "somebody else")) {
      assertThat(found(HistoryQuery.ALL.labelled(Labels.of(Map.of("owner", owner)))))
          .isEqualTo(ofProgram);
    }
    assertThat(found(HistoryQuery.ALL.labelled(Labels.of(Map.of("owner", "nobody"))))).isEmpty();
  }

  @Test
  void oneCanReadOnWhereOneStoppedOrFromTheEnd() {
    assertThat(found(HistoryQuery.ALL.first(2)))
        .containsExactly("1 host.service-started", "2 program.load-requested");
    assertThat(found(HistoryQuery.ALL.after(2).first(1))).containsExactly("3 program.loaded");
    assertThat(found(HistoryQuery.ALL.last(1))).containsExactly("14 labels.changed");
    assertThat(found(HistoryQuery.ALL.of(Story.HOOK).after(9).first(1)))
        .containsExactly("10 repair.requested");
  }

  @Test
  void ledgerOfATimeIsAsItWasThen() {
    assertThat(HISTORY.at(Story.at("08:00"))).isEqualTo(Ledger.EMPTY);
    assertThat(HISTORY.at(Story.at("10:30")).phases())
        .isEqualTo(Map.of("host.running", 1L, "program.loaded", 1L));
    assertThat(HISTORY.at(Story.at("23:00"))).isEqualTo(Projection.scan(LEDGER, CODEC).ledger());
  }

  @Test
  void differenceTellsWhatChangedAndNothingElse() {
    Difference difference = HISTORY.between(Story.at("12:30"), Story.at("13:30"));

    assertThat(difference.changes())
        .singleElement()
        .satisfies(
            change -> {
              assertThat(change.entity()).isEqualTo(Story.PROGRAM);
              assertThat(change.aspects())
                  .isEqualTo(
                      Map.of(
                          "label owner",
                          new AspectChange(Optional.of("loader"), Optional.of("somebody else"))));
            });
    assertThat(HISTORY.between(Story.at("13:00"), Story.at("14:00")).changes()).isEmpty();
  }

  @Test
  void differenceTellsWhatCameAndWhatARepairLeftBehind() {
    Difference noon = HISTORY.between(Story.at("11:30"), Story.at("12:30"));
    assertThat(noon.changes()).extracting(EntityChange::entity).containsExactly(Story.HOOK);
    assertThat(noon.changes().getFirst().aspects())
        .containsEntry("live revision", new AspectChange(Optional.of("1"), Optional.of("2")))
        .doesNotContainKeys("phase", "members");

    Difference day = HISTORY.between(Story.at("08:00"), Story.at("23:00"));
    assertThat(day.changes())
        .extracting(EntityChange::entity)
        .containsExactly(Story.HOST, Story.PROGRAM, Story.LINK, Story.HOOK);
    assertThat(day.changes()).allSatisfy(change -> assertThat(change.before()).isEmpty());
    assertThatThrownBy(() -> HISTORY.between(Story.at("12:00"), Story.at("11:00")))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Provide
  Arbitrary<MemoryLedger> ledgers() {
    return RandomLedgers.ofAtMost(40);
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void entityHistoriesTogetherAreTheWholeHistory(@ForAll("ledgers") MemoryLedger memory) {
    History history = new History(memory, CODEC);
    List<PlacedEntry> together =
        memory.entries().stream()
            .map(stored -> stored.place().stream())
            .distinct()
            .flatMap(stream -> history.find(HistoryQuery.ALL.of(stream)).stream())
            .sorted((a, b) -> Long.compare(a.place().ordering(), b.place().ordering()))
            .toList();

    assertThat(together).isEqualTo(history.find(HistoryQuery.ALL));
    assertThat(together).hasSize(memory.entries().size());
  }

  @Property(tries = 30, edgeCases = EdgeCasesMode.NONE)
  void everyEntryCanBeExplained(@ForAll("ledgers") MemoryLedger memory) {
    History history = new History(memory, CODEC);
    for (StoredEntry stored : memory.entries()) {
      Explanation explanation =
          history.explain(stored.place().stream(), stored.place().sequence()).orElseThrow();

      assertThat(explanation.entry().place()).isEqualTo(stored.place());
      assertEarlier(explanation);
    }
    assertThat(history.explain(Story.LINK, 1_000)).isEmpty();
  }

  /** What led to an entry stands before it. */
  private static void assertEarlier(Explanation explanation) {
    for (Explanation.Reason reason : explanation.because()) {
      assertThat(reason.explanation().entry().place().ordering())
          .isLessThan(explanation.entry().place().ordering());
      assertEarlier(reason.explanation());
    }
  }

  @Test
  void clockThatRanLateDoesNotTearTheLedgerApart() {
    MemoryLedger memory = new MemoryLedger();
    for (String sample : List.of("link.attach-requested.1.tcx", "link.attached.1.by-link")) {
      memory.post(Story.LINK, Samples.ENVELOPE, Samples.event(sample));
    }
    Instant before = Samples.ENVELOPE.time().minusSeconds(1);

    assertThat(new History(memory, CODEC).at(before)).isEqualTo(Ledger.EMPTY);
  }
}
