package io.bpfledger.core.work.hook;

import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/**
 * What is done to hooks of one kind. Where the kernel refuses, a {@link
 * io.bpfledger.kernel.KernelFailure} says so; what it then takes to be as before is in the {@link
 * Undo}.
 */
interface HookWork {

  /** Also succeeds, and changes nothing, where the revision runs already. */
  LiveRevision place(DispatcherTask.Place task, Handles open, Undo undo);

  HookObservation survey(DispatcherTask.Survey task, Handles open);

  /** Answers the pins that could not be removed. */
  List<String> withdraw(DispatcherTask.Withdraw task, Handles open);

  /**
   * Answers the pins that could not be removed.
   *
   * @param live the last revision, if there is one
   */
  List<String> clear(
      Ulid operation, HookKey hook, Optional<LiveRevision> live, long upTo, Handles open);

  /** Pins again what lost its pin; what is not provably the same is left alone. */
  void repin(DispatcherTask.Repin task, Handles open);

  /** Answers the pins that could not be removed. */
  List<String> sweep(DispatcherTask.Sweep task, Handles open);
}
