package io.bpfledger.journal.event;

import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Ulid;
import java.util.List;

/**
 * What the reconciler does to an entity of any kind. A repair that loads, attaches or unloads ends
 * with the same outcome as when that is asked for; the other outcomes stand here.
 */
public sealed interface RepairEvent extends ProgramEvent, LinkEvent, DispatcherEvent {

  int REMOVED_MAX = 1024;

  /**
   * Intent: a finding is to be put right.
   *
   * @param finding the code of the finding; its id is the cause in the envelope
   */
  record RepairRequested(Ulid operation, Decision decision, String finding) implements RepairEvent {

    public RepairRequested {
      Limits.name("finding", finding);
      if (!decision.repairs()) {
        throw new IllegalArgumentException(decision.word() + " is no repair");
      }
    }
  }

  /** Outcome: it is pinned again. */
  record Repinned(Ulid operation, String pin) implements RepairEvent {

    public Repinned {
      Limits.path("pin", pin);
    }
  }

  /** Outcome: what was too much, such as a duplicate or the rest of an old operation, is gone. */
  record ResidueRemoved(Ulid operation, List<String> removed) implements RepairEvent {

    public ResidueRemoved {
      Limits.atMost("removed objects", removed, REMOVED_MAX);
      removed = List.copyOf(removed);
    }
  }

  /** Outcome: the repair failed, and the entity is as it was. */
  record RepairFailed(Ulid operation, Failure failure) implements RepairEvent {}

  /** The entity is left alone for some time. */
  record RepairsSuspended(Suspension suspension) implements RepairEvent {}

  /** Somebody wants the entity repaired again at once, whatever happened before. */
  record RepairsResumed() implements RepairEvent {}
}
