package io.bpfledger.reconciler.round;

import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.reconciler.diff.Comparison;
import io.bpfledger.reconciler.plan.Plan;
import io.bpfledger.reconciler.plan.Skip;
import io.bpfledger.reconciler.survey.Survey;
import java.util.List;
import java.util.Optional;

/**
 * What came of one round.
 *
 * @param survey the last look at the kernel
 * @param recorded the run under which the ledger has it; empty when there was nothing to record
 * @param results what became of the findings that something was to be done about
 * @param refusal why nothing was done although something was asked for; empty else
 * @param surveyMicros how long the first look took
 */
public record RoundReport(
    Order order,
    Survey survey,
    Comparison comparison,
    Plan plan,
    Optional<Ulid> recorded,
    List<StepResult> results,
    Optional<String> refusal,
    long surveyMicros,
    long totalMicros) {

  /** What is to follow a round. */
  public enum Sequel {
    /** All is as it should be, or as well as it gets: the next one comes by the clock. */
    NONE,
    /** Something became possible by what was done. */
    AT_ONCE,
    /** Something was at work, and can be judged when that is over. */
    SOON
  }

  public RoundReport {
    results = List.copyOf(results);
  }

  /** Whether ledger and kernel agree, as far as anything could be said. */
  public boolean isClean() {
    return plan.isClean() && plan.skips().isEmpty() && refusal.isEmpty();
  }

  public Sequel sequel() {
    boolean repaired =
        results.stream()
            .anyMatch(
                result ->
                    switch (result.outcome()) {
                      case REPAIRED, NOT_REPAIRED, FAILED -> true;
                      case SKIPPED -> false;
                    });
    if (repaired) {
      return Sequel.AT_ONCE;
    }
    return plan.skips().stream().anyMatch(Skip::isFleeting) ? Sequel.SOON : Sequel.NONE;
  }
}
