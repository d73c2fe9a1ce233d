package io.bpfledger.core.work.hook;

import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.journal.state.LiveRevision;
import java.util.List;

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

  /** Answers the pins that could not be removed. */
  List<String> clear(DispatcherTask.Clear task, Handles open);

  /** Answers the pins that could not be removed. */
  List<String> sweep(DispatcherTask.Sweep task, Handles open);
}
