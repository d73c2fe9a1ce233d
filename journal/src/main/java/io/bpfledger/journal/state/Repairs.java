package io.bpfledger.journal.state;

import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Ulid;
import java.util.Optional;

/**
 * How the repairs of an entity go.
 *
 * @param underWay the repair that has begun and not ended
 * @param failures how many failed since the last that did not
 * @param lastFailure why the last of those failed
 * @param suspension that, and why, it is left alone
 */
public record Repairs(
    Optional<Repair> underWay,
    int failures,
    Optional<Failure> lastFailure,
    Optional<Suspension> suspension) {

  public static final Repairs NONE =
      new Repairs(Optional.empty(), 0, Optional.empty(), Optional.empty());

  /**
   * One repair.
   *
   * @param finding the code of what it puts right
   */
  public record Repair(Ulid operation, Decision decision, String finding) {}

  Repairs begun(RepairRequested request) {
    Repair repair = new Repair(request.operation(), request.decision(), request.finding());
    return new Repairs(Optional.of(repair), failures, lastFailure, Optional.empty());
  }

  /** The repair under way did what it was for. */
  Repairs succeeded() {
    return NONE;
  }

  Repairs failed(Failure failure) {
    return new Repairs(Optional.empty(), failures + 1, Optional.of(failure), suspension);
  }

  Repairs suspended(Suspension newSuspension) {
    return new Repairs(underWay, failures, lastFailure, Optional.of(newSuspension));
  }

  Repairs resumed() {
    return NONE;
  }

  boolean underWay(Ulid operation) {
    return underWay.isPresent() && underWay.get().operation().equals(operation);
  }
}
