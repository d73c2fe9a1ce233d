package io.bpfledger.journal.state;

import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.RetentionPolicy;
import io.bpfledger.journal.value.Ulid;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state of a host as a whole.
 *
 * @param starts how often the service began to work
 * @param running whether it did not end in good order since
 * @param nextLinkNumber the first link number that is not reserved; beyond the last possible one
 *     when none is left
 * @param openRun the reconciler's run that has begun and not ended
 * @param removals orphans whose removal has begun and not ended, by operation
 */
public record HostState(
    long starts,
    boolean running,
    long nextLinkNumber,
    ReconcilePolicy reconcilePolicy,
    RetentionPolicy retentionPolicy,
    Optional<Ulid> openRun,
    SortedMap<Ulid, String> removals)
    implements EntityState {

  public static final HostState INITIAL =
      new HostState(
          0,
          false,
          1,
          ReconcilePolicy.DEFAULT,
          RetentionPolicy.DEFAULT,
          Optional.empty(),
          new TreeMap<>());

  public HostState {
    removals = Collections.unmodifiableSortedMap(new TreeMap<>(removals));
  }

  @Override
  public HostState evolve(Event event) {
    if (event instanceof HostEvent hostEvent) {
      return HostEvolution.evolve(this, hostEvent);
    }
    throw new IllegalEvent(this, event, "it is no event of a host");
  }

  @Override
  public String phase() {
    if (starts == 0) {
      return "absent";
    }
    return running ? "running" : "stopped";
  }

  /** Runs and removals of orphans go on side by side; none of them bars the others. */
  @Override
  public Optional<Ulid> underWay() {
    return Optional.empty();
  }

  /** The first link number that can be reserved; empty when none is left. */
  public Optional<LinkNumber> nextNumber() {
    return nextLinkNumber > LinkNumber.MAX
        ? Optional.empty()
        : Optional.of(new LinkNumber(nextLinkNumber));
  }

  HostState withRunning(long newStarts, boolean newRunning) {
    return new HostState(
        newStarts, newRunning, nextLinkNumber, reconcilePolicy, retentionPolicy, openRun, removals);
  }

  HostState withNextLinkNumber(long number) {
    return new HostState(
        starts, running, number, reconcilePolicy, retentionPolicy, openRun, removals);
  }

  HostState withPolicies(ReconcilePolicy reconcile, RetentionPolicy retention) {
    return new HostState(starts, running, nextLinkNumber, reconcile, retention, openRun, removals);
  }

  HostState withOpenRun(Optional<Ulid> run) {
    return new HostState(
        starts, running, nextLinkNumber, reconcilePolicy, retentionPolicy, run, removals);
  }

  HostState withRemovals(SortedMap<Ulid, String> newRemovals) {
    return new HostState(
        starts, running, nextLinkNumber, reconcilePolicy, retentionPolicy, openRun, newRemovals);
  }
}
