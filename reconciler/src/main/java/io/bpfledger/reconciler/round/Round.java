package io.bpfledger.reconciler.round;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.journal.value.UlidSource;
import io.bpfledger.reconciler.diff.Comparison;
import io.bpfledger.reconciler.diff.Differences;
import io.bpfledger.reconciler.plan.Circumstances;
import io.bpfledger.reconciler.plan.Mandate;
import io.bpfledger.reconciler.plan.Plan;
import io.bpfledger.reconciler.plan.Planner;
import io.bpfledger.reconciler.survey.Survey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, compares, plans, has the plan carried out, and looks again. One round at a time; whoever
 * asks for one waits for it.
 */
public final class Round {

  private static final Logger LOG = LoggerFactory.getLogger(Round.class);

  private final Surveys surveys;
  private final Entities entities;
  private final Mandates mandates;
  private final InstantSource clock;
  private final LongSupplier nanos;
  private final UlidSource ids;
  private final Duration within;

  private Optional<Survey> previous = Optional.empty();

  /** What the last recorded run found: as long as nothing else is found, it is not said again. */
  private Optional<Digest> told = Optional.empty();

  /** What the reconciler may do, given what the ledger says of that. */
  @FunctionalInterface
  public interface Mandates extends UnaryOperator<Mandate> {}

  /**
   * A round that can be made again and again.
   *
   * @param nanos a clock that only runs forward
   * @param within when an entity has answered at the latest; one that has been at work for longer
   *     without an event is taken to be stuck, and told to settle
   */
  public Round(
      Surveys surveys,
      Entities entities,
      Mandates mandates,
      InstantSource clock,
      LongSupplier nanos,
      UlidSource ids,
      Duration within) {
    this.surveys = surveys;
    this.entities = entities;
    this.mandates = mandates;
    this.clock = clock;
    this.nanos = nanos;
    this.ids = ids;
    this.within = within;
  }

  /** Makes one round. */
  public RoundReport make(Order order) {
    long begin = nanos.getAsLong();
    Ledger before = entities.ledger();
    Survey survey = look(before);
    long surveyMicros = microsSince(begin);
    Ledger now = entities.ledger();
    Comparison comparison = Differences.between(now, survey);
    Mandate mandate = mandate(order, now);
    Instant time = clock.instant();
    Plan plan =
        Planner.plan(comparison, mandate, new Circumstances(before, now, busy(now, time), time));
    Findings findings = new Findings(plan, ids);
    Optional<String> refusal = refusal(order, plan);
    Digest found = new Comparison(plan.findings(), comparison.gaps()).digest();
    boolean act = !(order instanceof Order.DryRun) && refusal.isEmpty();
    Execution execution = new Execution(plan, findings, entities, ids, nanos, within);
    boolean recorded = false;
    Ulid run = ids.next();
    boolean calm = plan.isClean() && comparison.gaps().isEmpty();
    if (act && (mustAct(plan, order) || (!calm && !told.equals(Optional.of(found))))) {
      ReconciliationStarted started = started(run, order, mandate, comparison, findings);
      Answer<Outcome> answer = execution.await(entities.begin(ids.next(), started));
      recorded = Execution.isDone(answer);
      if (recorded) {
        told = Optional.of(found);
        execution.carryOut(order.approval());
        if (execution.didSomething()) {
          Ledger after = entities.ledger();
          Survey again = look(after);
          execution.verify(Differences.between(entities.ledger(), again));
          survey = again;
        }
        finish(run, order, execution, surveyMicros, begin);
      } else {
        refusal = Optional.of("nothing was changed, as the run could not be recorded: " + answer);
        LOG.warn("{}", refusal.get());
      }
    } else if (act && calm) {
      told = Optional.empty();
    }
    return new RoundReport(
        order,
        survey,
        comparison,
        plan,
        recorded ? Optional.of(run) : Optional.empty(),
        execution.results(),
        refusal,
        surveyMicros,
        microsSince(begin));
  }

  private Survey look(Ledger ledger) {
    Survey survey = surveys.look(ledger, previous);
    previous = Optional.of(survey);
    return survey;
  }

  private Mandate mandate(Order order, Ledger ledger) {
    Mandate usual = mandates.apply(Mandate.of(ledger.host().reconcilePolicy()));
    return switch (order) {
      case Order.Routine _ -> usual;
      case Order.DryRun _, Order.Approved _ ->
          new Mandate(acting(usual.policy()), usual.kinds(), usual.approval(), usual.deletion());
    };
  }

  private static ReconcilePolicy acting(ReconcilePolicy policy) {
    return new ReconcilePolicy(
        RepairMode.REPAIR,
        policy.periodMillis(),
        policy.repairsPerRound(),
        policy.attemptsBeforeBackoff(),
        policy.backoffMillis(),
        policy.backoffMaxMillis(),
        policy.contestedRepairs(),
        policy.contestedWindowMillis());
  }

  private Set<StreamId> busy(Ledger ledger, Instant time) {
    Set<StreamId> busy = new TreeSet<>();
    Instant stuckBefore = time.minus(within);
    for (EntityView view : ledger.entities()) {
      if (view.state().underWay().isPresent() && view.changed().time().isAfter(stuckBefore)) {
        busy.add(view.stream());
      }
    }
    return busy;
  }

  private static Optional<String> refusal(Order order, Plan plan) {
    return order
        .approval()
        .filter(approved -> !approved.equals(plan.digest()))
        .map(
            approved ->
                "plan %s is stale: what there is to do now is plan %s"
                    .formatted(approved, plan.digest()));
  }

  private static boolean mustAct(Plan plan, Order order) {
    return !plan.approved(order.approval()).isEmpty() || !plan.suspensions().isEmpty();
  }

  private static ReconciliationStarted started(
      Ulid run, Order order, Mandate mandate, Comparison comparison, Findings findings) {
    List<String> gaps = comparison.gaps();
    return new ReconciliationStarted(
        run,
        order.trigger(),
        mandate.policy().mode(),
        gaps.subList(0, Math.min(gaps.size(), HostEvent.GAPS_MAX)),
        order.approval(),
        findings.recorded());
  }

  private void finish(Ulid run, Order order, Execution execution, long surveyMicros, long begin) {
    List<StepResult> results = new ArrayList<>(execution.results());
    results.addAll(execution.untried(run));
    Answer<Outcome> answer =
        execution.await(
            entities.end(
                ids.next(),
                order.trigger(),
                new ReconciliationFinished(
                    run,
                    results.subList(0, Math.min(results.size(), HostEvent.FINDINGS_MAX)),
                    surveyMicros,
                    microsSince(begin))));
    if (!Execution.isDone(answer)) {
      LOG.warn("the end of run {} could not be recorded: {}", run, answer);
    }
  }

  private long microsSince(long begin) {
    return Math.max(0, (nanos.getAsLong() - begin) / 1000);
  }
}
