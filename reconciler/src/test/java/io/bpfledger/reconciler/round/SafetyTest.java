package io.bpfledger.reconciler.round;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.HostCommand;
import io.bpfledger.core.shell.Assignment;
import io.bpfledger.journal.projection.Run;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.simulated.Fault;
import io.bpfledger.reconciler.report.FindingStory;
import io.bpfledger.reconciler.report.RunReport;
import io.bpfledger.reconciler.report.RunText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a round never does. */
final class SafetyTest extends Scene {

  private static final ReconcilePolicy USUAL = ReconcilePolicy.DEFAULT;

  private void change(RepairMode mode, int repairsPerRound) {
    ReconcilePolicy policy =
        new ReconcilePolicy(
            mode,
            USUAL.periodMillis(),
            repairsPerRound,
            USUAL.attemptsBeforeBackoff(),
            USUAL.backoffMillis(),
            USUAL.backoffMaxMillis(),
            USUAL.contestedRepairs(),
            USUAL.contestedWindowMillis());
    machine
        .managed()
        .tell(
            machine.managed().host(),
            new Assignment(
                machine.newLink().ulid(),
                Machine.SOMEBODY,
                new Cause.Occasion("test"),
                new HostCommand.ChangeReconcilePolicy(policy)))
        .toCompletableFuture()
        .join();
  }

  private Optional<Suspension> suspension(LinkKey link) {
    return machine.ledger().entity(StreamId.of(link)).orElseThrow().state().repairs().suspension();
  }

  @Test
  void aPartOfTheKernelThatCannotBeReadLeadsToNoDeletionAndIsRecordedAsIncomplete() {
    ProgramKey program = trace();
    LinkKey link = machine.attach(program, SCHED_SWITCH);
    machine.outside().makeDirectories(Machine.BPFFS.resolve("tmp-" + machine.newLink()));
    List<String> pins = machine.pins();
    machine.faults().add(Fault.failEvery(Operation.NEXT_PROGRAM, Errno.EPERM));
    List<String> changes = machine.changes();

    RoundReport report = machine.round();

    assertThat(machine.changes()).isEqualTo(changes);
    assertThat(machine.pins()).isEqualTo(pins);
    assertThat(machine.phase(program)).isEqualTo("loaded");
    expectAttached(link);
    Run run = machine.reports().list(1).getFirst();
    assertThat(report.recorded()).contains(run.id());
    assertThat(run.complete()).isFalse();
    assertThat(machine.reports().show(run.id()).orElseThrow().gaps())
        .anySatisfy(gap -> assertThat(gap).contains("EPERM"));
    expectQuiet();

    machine.faults().clear();
    converge();
    expectClean();
  }

  @Test
  void aRoundMakesNoMoreRepairsThanItMayAndTheNextGoesOn() {
    List<LinkKey> links = new ArrayList<>();
    for (int each = 0; each < 5; each++) {
      links.add(machine.attach(trace(), SCHED_SWITCH));
    }
    change(RepairMode.REPAIR, 2);
    removeLinkPins();

    RoundReport first = machine.round();

    assertThat(outcomes(first))
        .containsExactly(StepResult.Outcome.REPAIRED, StepResult.Outcome.REPAIRED);
    assertThat(first.plan().skipped()).containsEntry("limit", 3L);
    assertThat(first.sequel()).isEqualTo(RoundReport.Sequel.AT_ONCE);
    machine.round();
    machine.round();
    expectAttached(links.toArray(LinkKey[]::new));
    expectClean();
  }

  @Test
  void aRepairThatFailsAgainAndAgainIsPutOffAndTriedAgainLater() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    removeLinkPins();
    machine.faults().add(Fault.failEvery(Operation.CREATE_LINK, Errno.EINVAL));
    List<RoundReport> rounds = new ArrayList<>();
    for (int each = 0; each < 4; each++) {
      rounds.add(machine.round());
    }

    assertThat(rounds.subList(0, 3))
        .allSatisfy(round -> assertThat(outcomes(round)).contains(StepResult.Outcome.FAILED));
    assertThat(suspension(link))
        .hasValueSatisfying(
            it -> {
              assertThat(it.reason()).isEqualTo(Suspension.Reason.FAILING);
              assertThat(it.until()).isPresent();
            });
    RoundReport waiting = expectQuiet();
    assertThat(waiting.plan().skipped()).containsEntry("suspended", 1L);

    machine.faults().clear();
    expectQuiet();
    machine.pass(Duration.ofSeconds(11));
    converge();
    expectAttached(link);
    expectClean();
  }

  @Test
  void whoeverUndoesOurRepairsAgainAndAgainIsNotFought() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    for (int each = 0; each < 3; each++) {
      removeLinkPins();
      assertThat(outcomes(machine.round())).containsExactly(StepResult.Outcome.REPAIRED);
    }
    removeLinkPins();
    machine.round();

    assertThat(suspension(link).map(Suspension::reason)).contains(Suspension.Reason.CONTESTED);
    assertThat(machine.phase(link)).isNotEqualTo("attaching");
    expectQuiet();
    machine.pass(Duration.ofHours(1));
    expectQuiet();
  }

  @Test
  void aDryRunSaysWhatThereIsToDoAndChangesNothing() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    removeLinkPins();
    change(RepairMode.REPORT, 64);
    long entries = machine.ledger().entries();
    List<String> changes = machine.changes();

    RoundReport dry = machine.dryRun();

    assertThat(dry.plan().steps()).isNotEmpty();
    assertThat(dry.recorded()).isEmpty();
    assertThat(machine.ledger().entries()).isEqualTo(entries);
    assertThat(machine.changes()).isEqualTo(changes);

    RoundReport applied = machine.apply(dry.plan().digest());

    assertThat(applied.refusal()).isEmpty();
    expectAttached(link);
    assertThat(machine.reports().show(applied.recorded().orElseThrow()).orElseThrow().plan())
        .contains(dry.plan().digest());
  }

  @Test
  void anApprovedPlanIsRefusedWhenTheWorldMovedOn() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    removeLinkPins();
    machine.mandate(usual -> Machine.withApproval(usual, Decision.RECREATE));
    Digest plan = machine.dryRun().plan().digest();
    LinkKey other = machine.attach(trace(), SCHED_SWITCH);
    machine.outside().unlink(Machine.pin(other));
    long entries = machine.ledger().entries();

    RoundReport refused = machine.apply(plan);

    assertThat(refused.refusal()).hasValueSatisfying(why -> assertThat(why).contains("stale"));
    assertThat(machine.ledger().entries()).isEqualTo(entries);
    RoundReport applied = machine.apply(machine.dryRun().plan().digest());
    assertThat(applied.refusal()).isEmpty();
    expectAttached(link, other);
  }

  @Test
  void whatNeedsApprovalIsShownOnceAndLeft() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    removeLinkPins();
    machine.mandate(usual -> Machine.withApproval(usual, Decision.RECREATE));

    RoundReport shown = machine.round();

    assertThat(shown.recorded()).isPresent();
    assertThat(shown.results()).isEmpty();
    assertThat(machine.phase(link)).isEqualTo("attached");
    RunReport run = machine.reports().show(shown.recorded().orElseThrow()).orElseThrow();
    assertThat(run.findings())
        .anySatisfy(each -> assertThat(each.detail()).isEqualTo("needs approval"));
    long entries = machine.ledger().entries();
    assertThat(machine.round().recorded()).isEmpty();
    assertThat(machine.ledger().entries()).isEqualTo(entries);
  }

  @Test
  void whatCannotBeWrittenDownIsNotDone() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    removeLinkPins();
    List<String> changes = machine.changes();
    machine.failNextCommit();

    RoundReport refused = machine.round();

    assertThat(refused.refusal()).isPresent();
    assertThat(machine.changes()).isEqualTo(changes);
    converge();
    expectAttached(link);
    expectClean();
  }

  @Test
  void aRepairCanBeExplainedBackToWhatWasFoundAndWhoWantedIt() {
    LinkKey link = machine.attach(trace(), SCHED_SWITCH);
    removeLinkPins();

    RoundReport round = machine.round();

    RunReport run = machine.reports().show(round.recorded().orElseThrow()).orElseThrow();
    assertThat(run.outcomes()).containsEntry("repaired", 1L);
    assertThat(run.end()).isPresent();
    FindingStory story =
        machine.reports().explain(run.findings().getFirst().finding().id()).orElseThrow();
    assertThat(story.events())
        .anySatisfy(
            event -> {
              assertThat(event.entry().place().stream()).isEqualTo(StreamId.of(link));
              assertThat(event.because()).isNotEmpty();
            });
    assertThat(RunText.story(story)).contains("AttachRequested");
  }
}
