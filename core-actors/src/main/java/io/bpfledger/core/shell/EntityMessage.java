package io.bpfledger.core.shell;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.answer.Execute;
import io.bpfledger.journal.answer.Recall;

/** What an entity's actor understands. */
public sealed interface EntityMessage {

  record Told(Execute<Assignment, Outcome> execute) implements EntityMessage {}

  record Remember(Recall<Outcome> recall) implements EntityMessage {}

  /** The kernel pool is done with a task. */
  record Worked(KernelTask task, KernelAnswer answer) implements EntityMessage {}

  /** Another entity answered. */
  record Heard(Answer<Outcome> answer) implements EntityMessage {}

  /** Go on with what the ledger says has begun; the first message after recovery that counts. */
  record Resume() implements EntityMessage {}

  /** Look again at what waits. */
  record Offer() implements EntityMessage {}

  /** Nothing came for some time. */
  record Idle() implements EntityMessage {}
}
