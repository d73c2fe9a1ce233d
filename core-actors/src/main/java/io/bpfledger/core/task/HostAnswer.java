package io.bpfledger.core.task;

import io.bpfledger.journal.value.Failure;

/** How a host's task went. */
public sealed interface HostAnswer extends KernelAnswer {

  /** It is gone. */
  record OrphanGone() implements HostAnswer {}

  /** It, or some of it, is there still. */
  record OrphanKept(Failure failure) implements HostAnswer {}

  record Mounted() implements HostAnswer {}

  record MountRefused(Failure failure) implements HostAnswer {}
}
