package io.bpfledger.core.task;

import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Loss;

/** What the kernel shows of one hook. */
public sealed interface HookObservation {

  /** This revision of ours runs. */
  record Runs(LiveRevision live) implements HookObservation {}

  /** Nothing of ours runs. */
  record Vacant(Loss loss) implements HookObservation {}

  /**
   * Some of it runs, on hooks whose members stand by themselves: a change did not come to its end.
   */
  record Partly(String what) implements HookObservation {}

  /** It could not be read, so nothing is known. */
  record Unreadable(Failure failure) implements HookObservation {}
}
