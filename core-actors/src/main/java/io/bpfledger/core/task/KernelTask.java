package io.bpfledger.core.task;

import io.bpfledger.journal.value.Ulid;

/** Something to be done to the kernel, or to be looked up in it. Doing it twice does no harm. */
public sealed interface KernelTask permits ProgramTask, LinkTask, DispatcherTask, HostTask {

  /** What it is part of. */
  Ulid operation();
}
