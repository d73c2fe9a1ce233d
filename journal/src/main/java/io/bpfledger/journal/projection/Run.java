package io.bpfledger.journal.projection;

import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.Ulid;
import java.util.Map;
import java.util.Optional;

/**
 * A recorded run of the reconciler, in short; all of it stands in the host's stream.
 *
 * @param started who began it, when and why
 * @param startedAt the sequence number in the host's stream of what it found
 * @param complete whether it saw everything
 * @param end what became of it; empty while it goes on, or when it never ended
 */
public record Run(
    Ulid id,
    Envelope started,
    long startedAt,
    RunTrigger trigger,
    RepairMode mode,
    boolean complete,
    int findings,
    Optional<End> end) {

  /**
   * The end of a run.
   *
   * @param finishedAt the sequence number in the host's stream of what was done
   * @param results how many steps ended how
   */
  public record End(
      Envelope finished, long finishedAt, Map<StepResult.Outcome, Long> results, long totalMicros) {

    public End {
      results = Map.copyOf(results);
    }
  }

  Run ended(End newEnd) {
    return new Run(id, started, startedAt, trigger, mode, complete, findings, Optional.of(newEnd));
  }
}
