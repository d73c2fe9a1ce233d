package io.bpfledger.reconciler.plan;

import static io.bpfledger.reconciler.testing.Entities.LOAD;
import static io.bpfledger.reconciler.testing.Entities.SECOND;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.reconciler.diff.Differences;
import io.bpfledger.reconciler.testing.Books;
import io.bpfledger.reconciler.testing.Entities;
import io.bpfledger.reconciler.testing.Sight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PlannerTest {

  private static final ProgramKey FIRST = Entities.program(1);
  private static final ProgramKey OTHER = Entities.program(2);
  private static final LinkKey LINK = Entities.link(1);
  private static final StreamId FIRST_STREAM = StreamId.of(FIRST);
  private static final Instant NOW = Samples.ENVELOPE.time().plusSeconds(60);
  private static final Mandate MANDATE = Mandate.of(ReconcilePolicy.DEFAULT);

  /** Two programs of one batch, and a link of the first. */
  private static Books books() {
    return new Books()
        .post(
            FIRST_STREAM,
            Entities.loadRequested(LOAD, Policy.DEFAULT, Optional.empty(), FIRST, OTHER),
            new ProgramEvent.Loaded(LOAD, Entities.load(LOAD, FIRST, 71)))
        .post(
            StreamId.of(OTHER),
            Entities.loadRequested(LOAD, Policy.DEFAULT, Optional.empty(), FIRST, OTHER),
            new ProgramEvent.Loaded(LOAD, Entities.load(LOAD, OTHER, 72)))
        .post(
            StreamId.of(LINK),
            Entities.attachRequested(LOAD, 1, FIRST, Entities.TRACEPOINT, Policy.DEFAULT),
            new LinkEvent.Attached(
                LOAD,
                new Hold.ByLink(Samples.BOOT, 12, Sight.LAYOUT.link(LINK).toString()),
                Entities.incarnation(71),
                Optional.empty()));
  }

  private static Plan plan(Ledger ledger, Sight sight, Mandate mandate) {
    return plan(ledger, sight, mandate, new Circumstances(ledger, ledger, Set.of(), NOW));
  }

  private static Plan plan(
      Ledger ledger, Sight sight, Mandate mandate, Circumstances circumstances) {
    return Planner.plan(Differences.between(ledger, sight.survey()), mandate, circumstances);
  }

  private static List<String> told(Plan plan) {
    List<String> told = new ArrayList<>();
    for (Step step : plan.steps()) {
      for (Instruction instruction : step.instructions()) {
        told.add(
            switch (instruction) {
              case Instruction.Settle settle -> "settle " + settle.entity().kind().word();
              case Instruction.Lose lose ->
                  "lose %s: %s".formatted(lose.entity().kind().word(), lose.loss().reason().word());
              case Instruction.Repair repair ->
                  "%s %d %s"
                      .formatted(
                          repair.decision().word(),
                          repair.together().size(),
                          repair.entity().kind().word());
              case Instruction.Return _ -> "return";
              case Instruction.RemoveOrphan _ -> "remove orphan";
              case Instruction.Mount _ -> "mount";
            });
      }
    }
    return told;
  }

  private static Map<String, Long> skipped(Plan plan) {
    return plan.skipped();
  }

  @Test
  void afterARebootProgramsOfABatchComeTogetherAndBeforeTheirLinks() {
    Plan plan = plan(books().ledger(), new Sight().boot("another"), MANDATE);

    assertThat(told(plan))
        .containsExactly(
            "lose program: reboot",
            "lose program: reboot",
            "recreate 2 program",
            "lose link: reboot",
            "recreate 1 link");
    assertThat(plan.isClean()).isFalse();
  }

  @Test
  void programIsMadeAgainOnceThoughBatchesOverlap() {
    ProgramKey third = Entities.program(3);
    Books books =
        books()
            .post(
                StreamId.of(third),
                Entities.loadRequested(LOAD, Policy.DEFAULT, Optional.empty(), third, FIRST),
                new ProgramEvent.Loaded(LOAD, Entities.load(LOAD, third, 73)));

    assertThat(told(plan(books.ledger(), new Sight(), MANDATE)))
        .filteredOn(line -> line.startsWith("recreate") && line.endsWith("program"))
        .containsExactly("recreate 2 program", "recreate 1 program");
  }

  @Test
  void whatIsNotBroughtBackIsRecordedAsLostOnce() {
    Books books = books();
    for (StreamId stream : List.of(FIRST_STREAM, StreamId.of(OTHER), StreamId.of(LINK))) {
      books.post(stream, new PolicyChanged(Policy.ONCE));
    }

    Plan plan = plan(books.ledger(), new Sight().boot("another"), MANDATE);

    assertThat(told(plan))
        .containsExactly("lose program: reboot", "lose program: reboot", "lose link: reboot");
  }

  @Test
  void linkOfAProgramThatIsNotBroughtBackWaits() {
    Books books = books().post(FIRST_STREAM, new PolicyChanged(Policy.ONCE));
    Sight sight = new Sight().boot("another");

    assertThat(told(plan(books.ledger(), sight, MANDATE)))
        .containsExactly(
            "lose program: reboot",
            "recreate 1 program",
            "lose program: reboot",
            "lose link: reboot");
  }

  @Test
  void entityAtWorkIsSkippedAndCounted() {
    Ledger ledger = books().ledger();
    Circumstances circumstances =
        new Circumstances(ledger, ledger, Set.of(FIRST_STREAM, StreamId.of(LINK)), NOW);

    Plan plan = plan(ledger, new Sight().boot("another"), MANDATE, circumstances);

    assertThat(told(plan)).containsExactly("lose program: reboot", "recreate 1 program");
    assertThat(skipped(plan)).containsExactly(Map.entry("in-flight", 2L));
    assertThat(plan.findings()).hasSize(1);
  }

  @Test
  void entityThatChangedDuringTheLookIsSkipped() {
    Books books = books();
    Ledger before = books.ledger();
    Ledger now = books.post(FIRST_STREAM, new ProgramEvent.UnloadRequested(SECOND)).ledger();

    Plan plan = plan(now, new Sight(), MANDATE, new Circumstances(before, now, Set.of(), NOW));

    assertThat(skipped(plan)).containsEntry("outdated", 1L);
    assertThat(plan.guard()).doesNotContainKey(FIRST_STREAM);
  }

  @Test
  void hostThatOnlyReportsMakesNoSteps() {
    Mandate mandate = Mandate.of(policy(RepairMode.REPORT, 64));

    Plan plan = plan(books().ledger(), new Sight(), mandate);

    assertThat(plan.steps()).isEmpty();
    assertThat(skipped(plan)).containsExactly(Map.entry("policy", 3L));
    assertThat(plan.findings()).hasSize(3);
  }

  @Test
  void kindAndEntityCanBeReportedOnly() {
    Books books =
        books()
            .post(
                FIRST_STREAM,
                new PolicyChanged(new Policy(RestartPolicy.ENSURE, RepairMode.REPORT)));
    Mandate mandate =
        new Mandate(
            ReconcilePolicy.DEFAULT,
            Map.of(StreamKind.LINK, RepairMode.REPORT),
            Set.of(),
            Mandate.Deletion.FREELY);

    Plan plan = plan(books.ledger(), new Sight(), mandate);

    assertThat(told(plan)).containsExactly("lose program: absent", "recreate 1 program");
    assertThat(skipped(plan)).containsExactly(Map.entry("policy", 2L));
  }

  private static ReconcilePolicy policy(RepairMode mode, int repairs) {
    return new ReconcilePolicy(mode, 30_000, repairs, 3, 10_000, 600_000, 3, 300_000);
  }

  @Test
  void roundMakesNoMoreRepairsThanItMay() {
    Plan plan = plan(books().ledger(), new Sight(), Mandate.of(policy(RepairMode.REPAIR, 1)));

    assertThat(told(plan))
        .containsExactly("lose program: absent", "lose program: absent", "recreate 2 program");
    assertThat(skipped(plan)).containsExactly(Map.entry("limit", 1L));
  }

  private static Sight withStaging() {
    return matching()
        .marked(90, FIRST.ulid())
        .pinProgram(Sight.LAYOUT.staging(Entities.STRANGE).resolve("program"), 90);
  }

  private static Sight matching() {
    return new Sight()
        .marked(71, FIRST.ulid())
        .marked(72, OTHER.ulid())
        .pinProgram(Entities.place(LOAD, FIRST), 71)
        .pinProgram(Entities.place(LOAD, OTHER), 72)
        .link(12, 71, new LinkDetails.Tracepoint("sched_switch", OptionalLong.empty()))
        .pinLink(Sight.LAYOUT.link(LINK), 12);
  }

  @Test
  void ledgerThatAgreesWithTheKernelHasACleanPlan() {
    Plan plan = plan(books().ledger(), matching(), MANDATE);

    assertThat(plan.isClean()).isTrue();
    assertThat(plan.steps()).isEmpty();
    assertThat(plan.skips()).isEmpty();
  }

  @Test
  void deletionCanBeForbiddenOrMadeToWaitForAYes() {
    Ledger ledger = books().ledger();
    Mandate never =
        new Mandate(ReconcilePolicy.DEFAULT, Map.of(), Set.of(), Mandate.Deletion.NEVER);
    Mandate approved =
        new Mandate(ReconcilePolicy.DEFAULT, Map.of(), Set.of(), Mandate.Deletion.APPROVED);

    assertThat(told(plan(ledger, withStaging(), MANDATE))).containsExactly("remove orphan");
    assertThat(skipped(plan(ledger, withStaging(), never)))
        .containsExactly(Map.entry("deletion-off", 1L));
    Plan waiting = plan(ledger, withStaging(), approved);
    assertThat(waiting.steps()).hasSize(1);
    assertThat(waiting.approved(Optional.empty())).isEmpty();
    assertThat(waiting.approved(Optional.of(Samples.DIGEST))).isEmpty();
    assertThat(waiting.approved(Optional.of(waiting.digest()))).hasSize(1);
  }

  @Test
  void decisionThatNeedsApprovalWaitsAndOthersDoNot() {
    Mandate mandate =
        new Mandate(
            ReconcilePolicy.DEFAULT, Map.of(), Set.of(Decision.RECREATE), Mandate.Deletion.FREELY);
    Books books = books().post(StreamId.of(LINK), new PolicyChanged(Policy.ONCE));

    Plan plan = plan(books.ledger(), new Sight(), mandate);

    assertThat(plan.approved(Optional.empty()))
        .singleElement()
        .satisfies(
            step -> assertThat(step.answers().getFirst().entity()).contains(StreamId.of(LINK)));
  }

  @Test
  void planWhoseEntityMovedOnIsRefused() {
    Books books = books();
    Plan plan = plan(books.ledger(), new Sight(), MANDATE);
    assertThat(plan.refusal(books.ledger())).isEmpty();

    Ledger later = books.post(FIRST_STREAM, new ProgramEvent.UnloadRequested(SECOND)).ledger();

    assertThat(plan.refusal(later)).hasValueSatisfying(why -> assertThat(why).contains("moved on"));
    assertThat(plan.steps().getFirst().refusal(later)).isPresent();
    assertThat(plan.steps().getLast().refusal(later)).isEmpty();
  }

  @Test
  void planOfTheSameHasTheSameDigestAndOfOthersAnother() {
    Plan plan = plan(books().ledger(), new Sight(), MANDATE);

    assertThat(plan.digest()).isEqualTo(plan(books().ledger(), new Sight(), MANDATE).digest());
    assertThat(plan.digest()).isNotEqualTo(plan(books().ledger(), matching(), MANDATE).digest());
  }

  @Test
  void openOperationIsSettledBySomebodyWhoLooksAgain() {
    Books books = books().post(StreamId.of(LINK), new LinkEvent.DetachRequested(SECOND));

    assertThat(told(plan(books.ledger(), matching(), MANDATE))).containsExactly("settle link");
  }

  @Test
  void mountComesBeforeAllElse() {
    assertThat(told(plan(books().ledger(), new Sight().unmounted(), MANDATE)).getFirst())
        .isEqualTo("mount");
  }
}
