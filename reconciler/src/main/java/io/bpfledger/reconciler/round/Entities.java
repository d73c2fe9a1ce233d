package io.bpfledger.reconciler.round;

import io.bpfledger.core.machine.Outcome;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.reconciler.plan.Instruction;
import java.util.concurrent.CompletionStage;

/** The entities of a host, as the reconciler speaks to them: on its own behalf. */
public interface Entities {

  /** The ledger now: everything that anybody was told of is in it. */
  Ledger ledger();

  /**
   * Tells whoever it is about.
   *
   * @param operation under which it is done
   * @param finding what makes it necessary
   */
  CompletionStage<Answer<Outcome>> tell(Ulid operation, Instruction instruction, Ulid finding);

  /** Leaves an entity alone from now on. */
  CompletionStage<Answer<Outcome>> suspend(
      Ulid operation, StreamId entity, Suspension suspension, Ulid finding);

  /** Writes down what a run found, before it changes anything. */
  CompletionStage<Answer<Outcome>> begin(Ulid operation, ReconciliationStarted run);

  /** Writes down what became of it. */
  CompletionStage<Answer<Outcome>> end(
      Ulid operation, RunTrigger trigger, ReconciliationFinished run);
}
