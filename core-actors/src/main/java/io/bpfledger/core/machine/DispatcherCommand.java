package io.bpfledger.core.machine;

import io.bpfledger.core.task.HookObservation;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.Suspension;
import java.util.List;
import java.util.Optional;

/** What the dispatcher of a hook can be told. */
public sealed interface DispatcherCommand extends Command {

  /** Make this link, whose intent is in the ledger, a member. Answered with its place. */
  record Join(LinkKey link) implements DispatcherCommand {}

  /** Make this link no member any more. */
  record Leave(LinkKey link) implements DispatcherCommand {}

  record ChangePolicy(Policy policy) implements DispatcherCommand {}

  /**
   * Its revision runs no more, though nobody asked for that.
   *
   * @param revision which one was seen so; empty for whichever runs
   */
  record Lose(Loss loss, Optional<Long> revision) implements DispatcherCommand {

    public Lose(Loss loss) {
      this(loss, Optional.empty());
    }
  }

  /** A device of that name is there: put back what was lost with the one before. */
  record Return() implements DispatcherCommand {}

  /** Settle what is open by what the kernel shows. */
  record Settle(HookObservation observation) implements DispatcherCommand {

    @Override
    public boolean needsQuiet() {
      return true;
    }
  }

  /**
   * Put yourself right; whether you are right by now, you look first.
   *
   * @param decision to recreate, adopt, repin or delete
   * @param finding the code of what is to be put right
   * @param objects what is to be pinned or removed
   */
  record Repair(io.bpfledger.journal.value.Decision decision, String finding, List<String> objects)
      implements DispatcherCommand {

    public Repair {
      Limits.name("finding", finding);
      Limits.atMost("objects", objects, RepairEvent.REMOVED_MAX);
      objects = List.copyOf(objects);
    }
  }

  /** You are left alone from now on, for some time. */
  record SuspendRepairs(Suspension suspension) implements DispatcherCommand {}

  /** You are repaired again, whatever happened before. */
  record ResumeRepairs() implements DispatcherCommand {}

  /** Look at the kernel as after a restart, and end what is open, forward or back. */
  record LookAgain() implements DispatcherCommand {

    @Override
    public boolean needsQuiet() {
      return true;
    }
  }
}
