package io.bpfledger.reconciler.report;

import io.bpfledger.journal.value.Finding;
import io.bpfledger.journal.value.StepResult;
import java.util.Optional;

/**
 * A finding, and what became of it.
 *
 * @param result empty when nothing was to be done, or the run never ended
 */
public record Answered(Finding finding, Optional<StepResult> result) {

  /** In one word: how it was answered, else what was decided. */
  public String outcome() {
    return result.map(answer -> answer.outcome().word()).orElseGet(() -> finding.decision().word());
  }

  /** Why it is not put right; empty when it is. */
  public String detail() {
    return result.map(StepResult::detail).orElse("");
  }
}
