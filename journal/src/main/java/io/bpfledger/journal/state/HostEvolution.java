package io.bpfledger.journal.state;

import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.HostEvent.EntriesErased;
import io.bpfledger.journal.event.HostEvent.Erased;
import io.bpfledger.journal.event.HostEvent.LedgerAnchored;
import io.bpfledger.journal.event.HostEvent.LinkNumbersReserved;
import io.bpfledger.journal.event.HostEvent.ObjectsCollected;
import io.bpfledger.journal.event.HostEvent.OrphanRemovalFailed;
import io.bpfledger.journal.event.HostEvent.OrphanRemovalRequested;
import io.bpfledger.journal.event.HostEvent.OrphanRemoved;
import io.bpfledger.journal.event.HostEvent.ReconcilePolicyChanged;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.event.HostEvent.RetentionPolicyChanged;
import io.bpfledger.journal.event.HostEvent.ServiceStarted;
import io.bpfledger.journal.event.HostEvent.ServiceStopped;
import io.bpfledger.journal.value.Ulid;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** How events change a host. */
public final class HostEvolution {

  private HostEvolution() {}

  /**
   * The state after the event. Runs come and go without a trace, so that a ledger from which old
   * ones were erased comes to the same state.
   *
   * @throws IllegalEvent if it cannot happen in this state
   */
  public static HostState evolve(HostState state, HostEvent event) {
    Rules rules = new Rules(state, event);
    return switch (event) {
      // Also when it is running: it died without saying so.
      case ServiceStarted _ -> state.withRunning(state.starts() + 1, true);
      case ServiceStopped _ -> {
        if (!state.running()) {
          throw rules.refuse("the service is not running");
        }
        yield state.withRunning(state.starts(), false);
      }
      case LinkNumbersReserved reserved -> reserved(state, reserved, rules);
      case ReconcilePolicyChanged changed ->
          state.withPolicies(changed.policy(), state.retentionPolicy());
      case RetentionPolicyChanged changed ->
          state.withPolicies(state.reconcilePolicy(), changed.policy());
      case ReconciliationStarted started -> state.withOpenRun(Optional.of(started.run()));
      case ReconciliationFinished finished -> {
        if (!state.openRun().equals(Optional.of(finished.run()))) {
          throw rules.refuse("run " + finished.run() + " is not the one that began last");
        }
        yield state.withOpenRun(Optional.empty());
      }
      case OrphanRemovalRequested requested -> removing(state, requested, rules);
      case OrphanRemoved removed -> removed(state, removed.operation(), rules);
      case OrphanRemovalFailed failed -> removed(state, failed.operation(), rules);
      case ObjectsCollected _, LedgerAnchored _, EntriesErased _, Erased _ -> state;
    };
  }

  private static HostState reserved(HostState state, LinkNumbersReserved reserved, Rules rules) {
    if (reserved.first().value() != state.nextLinkNumber()) {
      throw rules.refuse("the next link number is " + state.nextLinkNumber());
    }
    return state.withNextLinkNumber(state.nextLinkNumber() + reserved.count());
  }

  private static HostState removing(
      HostState state, OrphanRemovalRequested requested, Rules rules) {
    SortedMap<Ulid, String> removals = new TreeMap<>(state.removals());
    if (removals.put(requested.operation(), requested.object()) != null) {
      throw rules.refuse("operation " + requested.operation() + " is under way already");
    }
    return state.withRemovals(removals);
  }

  private static HostState removed(HostState state, Ulid operation, Rules rules) {
    SortedMap<Ulid, String> removals = new TreeMap<>(state.removals());
    if (removals.remove(operation) == null) {
      throw rules.refuse("operation " + operation + " is not under way");
    }
    return state.withRemovals(removals);
  }
}
