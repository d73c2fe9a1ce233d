package io.bpfledger.core.machine;

import io.bpfledger.journal.event.HostEvent.LedgerAnchored;
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
}
