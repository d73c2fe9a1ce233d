package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.state.Repairs;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.Suspension;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** When to stop repairing something for a while. */
public final class Patience {

  private Patience() {}

  /** The suspension that holds now. */
  public static Optional<Suspension> holding(Repairs repairs, Instant now) {
    return repairs
        .suspension()
        .filter(suspension -> suspension.until().map(now::isBefore).orElse(true));
  }

  /** The suspension that is due, if none holds: the repairs failed, or were undone, too often. */
  public static Optional<Suspension> due(EntityView view, ReconcilePolicy policy, Instant now) {
    Repairs repairs = view.state().repairs();
    Instant since = now.minus(Duration.ofMillis(policy.contestedWindowMillis()));
    long recent = view.repaired().stream().filter(time -> !time.isBefore(since)).count();
    if (recent >= policy.contestedRepairs()) {
      return Optional.of(
          new Suspension(
              Suspension.Reason.CONTESTED,
              Optional.empty(),
              "repaired %d times within %d s, and undone each time"
                  .formatted(recent, policy.contestedWindowMillis() / 1000)));
    }
    // A suspension that is over has had its turn: the next try is made, and counted.
    if (repairs.failures() >= policy.attemptsBeforeBackoff() && repairs.suspension().isEmpty()) {
      return Optional.of(
          new Suspension(
              Suspension.Reason.FAILING,
              Optional.of(now.plus(backoff(repairs.failures(), policy))),
              repairs.lastFailure().map(Failure::message).orElse("")));
    }
    return Optional.empty();
  }

  private static Duration backoff(int failures, ReconcilePolicy policy) {
    long millis = policy.backoffMillis();
    for (int more = policy.attemptsBeforeBackoff();
        more < failures && millis < policy.backoffMaxMillis();
        more++) {
      millis = Math.min(policy.backoffMaxMillis(), millis * 2);
    }
    return Duration.ofMillis(Math.min(millis, policy.backoffMaxMillis()));
  }
}
