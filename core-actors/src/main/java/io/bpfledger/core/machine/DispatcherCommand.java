package io.bpfledger.core.machine;

import io.bpfledger.core.task.HookObservation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Policy;
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
}
