package io.bpfledger.core.machine;

import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;

/** What is to happen once the events that were decided with it are durable. */
public sealed interface Effect {

  /** Have a task carried out on the kernel; its answer comes back as an input. */
  record Perform(KernelTask task) implements Effect {}

  /** Tell another entity, on behalf of the same principal; its answer comes back as an input. */
  record Send(StreamId to, Ulid operation, Command command) implements Effect {}

  /**
   * Answer whoever waits for an operation. Not needed for what the events themselves conclude: see
   * {@link Machine#concluded}.
   */
  record Reply(Ulid operation, Outcome outcome) implements Effect {}
}
