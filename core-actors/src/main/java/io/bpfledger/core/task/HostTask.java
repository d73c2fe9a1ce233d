package io.bpfledger.core.task;

import io.bpfledger.journal.value.Ulid;

/** What is done to the kernel for the host as a whole: what no entity answers for. */
public sealed interface HostTask extends KernelTask {

  /**
   * Remove something of ours that no entity knows; whatever is not provably ours stays.
   *
   * @param object its path
   */
  record RemoveOrphan(Ulid operation, String object) implements HostTask {}

  /** Have a place for our pins. */
  record Mount(Ulid operation) implements HostTask {}
}
