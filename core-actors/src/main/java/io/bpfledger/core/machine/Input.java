package io.bpfledger.core.machine;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.List;

/** What has just happened to an entity. */
public sealed interface Input<C extends Command> {

  /**
   * Commands came, or can be looked at again.
   *
   * @param requests all that wait, oldest first, at least one
   */
  record Asked<C extends Command>(List<Request<C>> requests) implements Input<C> {

    public Asked {
      requests = List.copyOf(requests);
    }
  }

  /** A task of ours was carried out, or failed. */
  record Performed<C extends Command>(KernelTask task, KernelAnswer answer) implements Input<C> {}

  /** Another entity answered what we sent it. */
  record Answered<C extends Command>(
      StreamId from, Ulid operation, Command command, Answer<Outcome> answer) implements Input<C> {}

  /**
   * The entity was read back from the ledger.
   *
   * @param restarted whether this service itself had it before: a write failed, and what its
   *     operation did may be undone. If not, the service died, and what is complete is kept
   */
  record Recovered<C extends Command>(boolean restarted) implements Input<C> {}
}
