package io.bpfledger.core.task;

import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;

/** What the kernel shows of one link. */
public sealed interface LinkObservation {

  /** It is attached, pinned, and runs the program it should. */
  record Attached(Standing standing) implements LinkObservation {}

  /** Nothing of it is there. */
  record Missing() implements LinkObservation {}

  /** Something is where it should be, and is not it, or runs another program. */
  record Strange(String what) implements LinkObservation {}

  /** It could not be read, so nothing is known. */
  record Unreadable(Failure failure) implements LinkObservation {}
}
