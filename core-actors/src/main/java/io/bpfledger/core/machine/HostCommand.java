package io.bpfledger.core.machine;

import io.bpfledger.journal.event.HostEvent.LedgerAnchored;
import io.bpfledger.journal.event.HostEvent.ObjectsCollected;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.RetentionPolicy;

/** What a host can be told. */
public sealed interface HostCommand extends Command {

  /** The service begins to work. */
  record Start(String hostName, String kernelRelease, String serviceVersion)
      implements HostCommand {}

  /** The service ends in good order. */
  record Stop(String reason) implements HostCommand {}

  /** Set link numbers aside. Answered with the first of them. */
  record ReserveLinkNumbers(int count) implements HostCommand {}

  /** Write down how far the ledger has come. */
  record Anchor(LedgerAnchored anchor) implements HostCommand {}

  record ChangeReconcilePolicy(ReconcilePolicy policy) implements HostCommand {}

  record ChangeRetentionPolicy(RetentionPolicy policy) implements HostCommand {}

  /**
   * Remove something of ours that no entity answers for.
   *
   * @param object its path in our file system
   */
  record RemoveOrphan(String object) implements HostCommand {

    public RemoveOrphan {
      Limits.text("object", object);
    }
  }

  /** Mount our file system if it is not there. */
  record Mount() implements HostCommand {}

  /** Write down what a run found, before it acts on any of it. */
  record StartRun(ReconciliationStarted run) implements HostCommand {}

  /** Write down what became of a run. */
  record FinishRun(ReconciliationFinished run) implements HostCommand {}

  /** Write down what was deleted from the object store. */
  record RecordCollection(ObjectsCollected collection) implements HostCommand {}
}
