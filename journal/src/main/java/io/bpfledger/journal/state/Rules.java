package io.bpfledger.journal.state;

import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.event.RepairEvent.RepairFailed;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.event.RepairEvent.RepairsResumed;
import io.bpfledger.journal.event.RepairEvent.RepairsSuspended;
import io.bpfledger.journal.event.RepairEvent.Repinned;
import io.bpfledger.journal.event.RepairEvent.ResidueRemoved;
import io.bpfledger.journal.value.Ulid;
import java.util.Optional;

/** The rules that the states of programs, links and dispatchers share, about one event. */
record Rules(EntityState state, Event event) {

  IllegalEvent refuse(String why) {
    return new IllegalEvent(state, event, why);
  }

  /** Nothing may be under way when something begins that nobody asked this entity for. */
  void idle() {
    state
        .underWay()
        .ifPresent(
            operation -> {
              throw refuse("operation " + operation + " is under way");
            });
  }

  /** What begins is either new, or what the repair under way needs. */
  void beginsAlone(Repairs repairs, Ulid operation) {
    if (!repairs.underWay(operation)) {
      idle();
    }
  }

  /**
   * An outcome is that of the repair under way, or else of the operation under way.
   *
   * @param begun the operation that this state itself waits for
   * @return the repairs after it
   */
  Repairs concluded(Repairs repairs, Optional<Ulid> begun, Ulid operation) {
    Optional<Ulid> expected = repairs.underWay().map(Repairs.Repair::operation).or(() -> begun);
    if (!expected.equals(Optional.of(operation))) {
      throw refuse(
          "it ends operation "
              + operation
              + ", but under way is "
              + expected.map(Ulid::toString).orElse("none"));
    }
    return repairs.underWay().isPresent() ? repairs.succeeded() : repairs;
  }

  /** What an event about repairs means for them; where the pin is, is the entity's own. */
  Repairs repaired(Repairs repairs, RepairEvent repair) {
    return switch (repair) {
      case RepairRequested requested -> {
        if (repairs.underWay().isPresent()) {
          throw refuse("a repair is under way already");
        }
        yield repairs.begun(requested);
      }
      case Repinned repinned -> concludedRepair(repairs, repinned.operation());
      case ResidueRemoved removed -> concludedRepair(repairs, removed.operation());
      case RepairFailed failed -> {
        concludedRepair(repairs, failed.operation());
        yield repairs.failed(failed.failure());
      }
      case RepairsSuspended suspended -> {
        noRepair(repairs);
        yield repairs.suspended(suspended.suspension());
      }
      case RepairsResumed _ -> {
        noRepair(repairs);
        yield repairs.resumed();
      }
    };
  }

  private Repairs concludedRepair(Repairs repairs, Ulid operation) {
    return concluded(repairs, Optional.empty(), operation);
  }

  private void noRepair(Repairs repairs) {
    if (repairs.underWay().isPresent()) {
      throw refuse("a repair is under way");
    }
  }
}
