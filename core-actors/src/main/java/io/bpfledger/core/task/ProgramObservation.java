package io.bpfledger.core.task;

import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;

/** What the kernel shows of one program. */
public sealed interface ProgramObservation {

  /** It is in the kernel, complete and marked as ours. */
  record Committed(Load load) implements ProgramObservation {}

  /** It is not in the kernel; something of a load that did not come to its end may be. */
  record Uncommitted() implements ProgramObservation {}

  /** Something is where it should be, and is not it. */
  record Strange(String what) implements ProgramObservation {}

  /** It could not be read, so nothing is known. */
  record Unreadable(Failure failure) implements ProgramObservation {}
}
