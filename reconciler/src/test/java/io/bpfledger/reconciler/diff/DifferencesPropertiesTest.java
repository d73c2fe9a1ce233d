package io.bpfledger.reconciler.diff;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.RandomLedgers;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.reconciler.foreign.ForeignCensus;
import io.bpfledger.reconciler.plan.Circumstances;
import io.bpfledger.reconciler.plan.Instruction;
import io.bpfledger.reconciler.plan.Mandate;
import io.bpfledger.reconciler.plan.Plan;
import io.bpfledger.reconciler.plan.Planner;
import io.bpfledger.reconciler.plan.Step;
import io.bpfledger.reconciler.rule.DispatcherPhase;
import io.bpfledger.reconciler.rule.HookSighting;
import io.bpfledger.reconciler.rule.LinkPhase;
import io.bpfledger.reconciler.rule.LinkSighting;
import io.bpfledger.reconciler.rule.ProgramPhase;
import io.bpfledger.reconciler.rule.ProgramSighting;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.RandomSights;
import io.bpfledger.reconciler.testing.Sight;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** What holds for every ledger and every survey. */
final class DifferencesPropertiesTest {

  /** A ledger and a survey that have to do with each other. */
  record Pair(Books books, Sight sight) {}

  @Provide
  Arbitrary<MemoryLedger> ledgers() {
    return RandomLedgers.ofAtMost(40);
  }

  @Provide
  Arbitrary<Sight> sights() {
    return RandomSights.any();
  }

  /** A cell of a table, with everything that a random survey adds to it. */
  @Provide
  Arbitrary<Pair> cells() {
    Arbitrary<Pair> programs =
        Arbitraries.of(ProgramPhase.class)
            .flatMap(
                phase ->
                    Arbitraries.of(ProgramSighting.class)
                        .map(
                            sighting ->
                                new Pair(
                                    ProgramScenes.books(phase, Policy.DEFAULT),
                                    ProgramScenes.sight(phase, sighting))));
    Arbitrary<Pair> links =
        Arbitraries.of(LinkPhase.class)
            .flatMap(
                phase ->
                    Arbitraries.of(LinkSighting.class)
                        .filter(sighting -> LinkScenes.sight(phase, sighting).isPresent())
                        .map(
                            sighting ->
                                new Pair(
                                    LinkScenes.books(phase, Policy.DEFAULT),
                                    LinkScenes.sight(phase, sighting).orElseThrow())));
    Arbitrary<Pair> dispatchers =
        Arbitraries.of(DispatcherPhase.class)
            .flatMap(
                phase ->
                    Arbitraries.of(HookSighting.class)
                        .filter(sighting -> DispatcherScenes.sight(phase, sighting).isPresent())
                        .map(
                            sighting ->
                                new Pair(
                                    DispatcherScenes.books(phase, Policy.DEFAULT),
                                    DispatcherScenes.sight(phase, sighting).orElseThrow())));
    return Arbitraries.oneOf(programs, links, dispatchers);
  }

  // jqwik takes steps of the one list for those of the other while it shrinks two.
  @Property(tries = 600, shrinking = ShrinkingMode.OFF)
  void anyLedgerAndAnySurveyHaveAComparisonAndAPlan(
      @ForAll("ledgers") MemoryLedger entries, @ForAll("sights") Sight sight) {
    Projection projection = Projection.scan(entries, new EntryCodec());

    Comparison comparison = Differences.between(projection.ledger(), sight.survey());
    Plan plan =
        Planner.plan(
            comparison,
            Mandate.of(ReconcilePolicy.DEFAULT),
            new Circumstances(projection.ledger(), projection.ledger(), Set.of(), Instant.EPOCH));

    long answered = plan.steps().stream().mapToLong(step -> step.answers().size()).sum();
    assertThat(answered + plan.reported().size() + plan.skips().size())
        .isEqualTo(comparison.differences().size());
    assertThat(ForeignCensus.list(projection.ledger(), sight.survey()))
        .allSatisfy(foreign -> assertThat(foreign.guess().reason()).isNotEmpty());
  }

  @Property(tries = 400)
  void foreignObjectIsInNoStep(@ForAll("cells") Pair pair, @ForAll("sights") Sight others) {
    Sight sight = pair.sight().with(others);
    Plan plan = plan(pair.books(), sight);

    Set<Path> foreign = RandomSights.foreignPins(sight.survey());
    for (Step step : plan.steps()) {
      for (Instruction instruction : step.instructions()) {
        if (instruction instanceof Instruction.Repair repair) {
          assertThat(foreign).noneMatch(pin -> repair.objects().contains(pin.toString()));
        }
        if (instruction instanceof Instruction.RemoveOrphan(String object)) {
          assertThat(foreign).noneMatch(pin -> pin.startsWith(object));
        }
      }
    }
  }

  private static Plan plan(Books books, Sight sight) {
    return Planner.plan(
        Differences.between(books.ledger(), sight.survey()),
        Mandate.of(ReconcilePolicy.DEFAULT),
        new Circumstances(books.ledger(), books.ledger(), Set.of(), Instant.EPOCH));
  }

  @Property(tries = 400)
  void partialInventoryDeletesNothing(
      @ForAll("cells") Pair pair, @ForAll("sights") Sight others, @ForAll InventoryPart unread) {
    Sight sight = pair.sight().with(others).gap(unread);

    assertThat(Differences.between(pair.books().ledger(), sight.survey()).differences())
        .noneMatch(difference -> difference.verdict().decision() == Decision.DELETE);
    assertThat(plan(pair.books(), sight).steps())
        .allSatisfy(
            step ->
                assertThat(step.instructions())
                    .noneMatch(told -> told instanceof Instruction.RemoveOrphan));
  }

  @Property(tries = 400)
  void whatWasNotReadIsNotLost(@ForAll("cells") Pair pair, @ForAll InventoryPart unread) {
    Sight sight = pair.sight().gap(unread);

    for (Step step : plan(pair.books(), sight).steps()) {
      for (Instruction instruction : step.instructions()) {
        if (instruction instanceof Instruction.Lose(StreamId entity, var loss)) {
          assertThat(unread)
              .describedAs("%s is lost: %s", entity, loss.describe())
              .isNotIn(needed(entity.kind(), loss.reason()));
        }
      }
    }
  }

  /** Without which of the parts nobody can say that it is lost. */
  private static Set<InventoryPart> needed(StreamKind kind, LossReason reason) {
    return switch (kind) {
      case PROGRAM -> Set.of(InventoryPart.HOST, InventoryPart.PINS, InventoryPart.PROGRAMS);
      case LINK ->
          // A link that holds nothing any more was read to be so.
          reason == LossReason.DEFUNCT
              ? Set.of(InventoryPart.HOST)
              : Set.of(InventoryPart.HOST, InventoryPart.PINS, InventoryPart.LINKS);
      case DISPATCHER ->
          switch (reason) {
            case TARGET_GONE -> Set.of(InventoryPart.NETWORK);
            case DEFUNCT, REPLACED, RETARGETED -> Set.of(InventoryPart.HOST, InventoryPart.NETWORK);
            case REBOOT, ABSENT, PROGRAM_GONE ->
                Set.of(
                    InventoryPart.HOST,
                    InventoryPart.NETWORK,
                    InventoryPart.PINS,
                    InventoryPart.LINKS);
          };
      case HOST -> Set.of();
    };
  }

  @Property(tries = 200)
  void whatIsNotOursMakesNoDifferenceToWhatIs(
      @ForAll("cells") Pair pair, @ForAll("sights") Sight others) {
    Sight alone = pair.sight();
    Comparison before = Differences.between(pair.books().ledger(), alone.survey());
    Comparison after =
        Differences.between(pair.books().ledger(), alone.with(others.withoutGaps()).survey());

    assertThat(codesOfEntities(after)).isEqualTo(codesOfEntities(before));
  }

  private static Set<String> codesOfEntities(Comparison comparison) {
    Set<String> codes = new TreeSet<>();
    comparison.differences().stream()
        .filter(difference -> difference.entity().isPresent())
        .map(difference -> difference.code() + difference.entity().map(Object::toString).orElse(""))
        .forEach(codes::add);
    return codes;
  }

  @Property(tries = 100)
  void inventoryThatEqualsTheLedgerHasNoFinding(@ForAll("agreeing") Pair pair) {
    assertThat(Differences.between(pair.books().ledger(), pair.sight().survey()).differences())
        .isEmpty();
    assertThat(plan(pair.books(), pair.sight()).isClean()).isTrue();
  }

  @Provide
  Arbitrary<Pair> agreeing() {
    return Arbitraries.integers()
        .between(0, 5)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12)
        .map(AgreeingWorlds::of);
  }
}
