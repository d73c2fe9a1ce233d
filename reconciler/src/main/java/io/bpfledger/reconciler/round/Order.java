package io.bpfledger.reconciler.round;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.RunTrigger;
import java.util.Optional;

/** What a round is to do. */
public sealed interface Order {

  /** Whatever the policies allow without asking. */
  record Routine(RunTrigger trigger) implements Order {}

  /**
   * Only to say what there is to be done, also where the host is otherwise only reported on.
   * Changes nothing, in the kernel or in the ledger.
   */
  record DryRun() implements Order {}

  /** A plan that somebody has seen, and nothing else. */
  record Approved(Digest plan) implements Order {}

  default RunTrigger trigger() {
    return switch (this) {
      case Routine(RunTrigger trigger) -> trigger;
      case DryRun _, Approved _ -> RunTrigger.COMMAND;
    };
  }

  /** The plan that somebody said yes to. */
  default Optional<Digest> approval() {
    return switch (this) {
      case Approved(Digest plan) -> Optional.of(plan);
      case Routine _, DryRun _ -> Optional.empty();
    };
  }
}
