package io.bpfledger.journal.testing;

import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One event of each type that may come next to an entity, legal or not: the samples, with operation
 * and revision as the state has them.
 */
public final class Candidates {

  private Candidates() {}

  /**
   * The candidates.
   *
   * @param operation what operations, runs and removals are called
   */
  public static List<Event> next(EntityState state, Ulid operation) {
    List<Event> candidates = new ArrayList<>();
    for (Event sample : Samples.all().values()) {
      boolean fits =
          switch (state) {
            case ProgramState _ -> sample instanceof ProgramEvent;
            case LinkState _ -> sample instanceof LinkEvent;
            case DispatcherState _ -> sample instanceof DispatcherEvent;
            case HostState _ -> sample instanceof HostEvent;
          };
      if (fits) {
        candidates.add(adapted(sample, state, operation));
      }
    }
    return candidates;
  }

  private static Event adapted(Event sample, EntityState state, Ulid operation) {
    return switch (sample) {
      case RepairEvent repair -> adapted(repair, operation);
      case LabelsChanged same -> same;
      case PolicyChanged same -> same;
      case ProgramEvent program -> adapted(program, operation);
      case LinkEvent link -> adapted(link, operation);
      case DispatcherEvent dispatcher -> adapted(dispatcher, state, operation);
      case HostEvent host -> adapted(host, state, operation);
    };
  }

  private static Event adapted(RepairEvent sample, Ulid operation) {
    return switch (sample) {
      case RepairEvent.RepairRequested e ->
          new RepairEvent.RepairRequested(operation, e.decision(), e.finding());
      case RepairEvent.Repinned e -> new RepairEvent.Repinned(operation, e.pin());
      case RepairEvent.ResidueRemoved e -> new RepairEvent.ResidueRemoved(operation, e.removed());
      case RepairEvent.RepairFailed e -> new RepairEvent.RepairFailed(operation, e.failure());
      case RepairEvent.RepairsSuspended e -> e;
      case RepairEvent.RepairsResumed e -> e;
    };
  }

  private static Event adapted(ProgramEvent sample, Ulid operation) {
    return switch (sample) {
      case ProgramEvent.LoadRequested e ->
          new ProgramEvent.LoadRequested(operation, e.spec(), e.labels(), e.policy(), e.batch());
      case ProgramEvent.Loaded e -> new ProgramEvent.Loaded(operation, e.load());
      case ProgramEvent.LoadFailed e ->
          new ProgramEvent.LoadFailed(operation, e.failure(), e.leftovers());
      case ProgramEvent.ProgramLost e -> e;
      case ProgramEvent.UnloadRequested _ -> new ProgramEvent.UnloadRequested(operation);
      case ProgramEvent.Unloaded _ -> new ProgramEvent.Unloaded(operation);
      case ProgramEvent.UnloadFailed e -> new ProgramEvent.UnloadFailed(operation, e.failure());
      case LabelsChanged e -> e;
      case PolicyChanged e -> e;
      case RepairEvent e -> e;
    };
  }

  private static Event adapted(LinkEvent sample, Ulid operation) {
    return switch (sample) {
      case LinkEvent.AttachRequested e ->
          new LinkEvent.AttachRequested(
              operation, e.number(), e.program(), e.attachment(), e.labels(), e.policy());
      case LinkEvent.Attached e ->
          new LinkEvent.Attached(operation, e.hold(), e.program(), e.device());
      case LinkEvent.AttachFailed e ->
          new LinkEvent.AttachFailed(operation, e.failure(), e.leftovers());
      case LinkEvent.LinkLost e -> e;
      case LinkEvent.DetachRequested _ -> new LinkEvent.DetachRequested(operation);
      case LinkEvent.Detached _ -> new LinkEvent.Detached(operation);
      case LinkEvent.DetachFailed e -> new LinkEvent.DetachFailed(operation, e.failure());
      case LabelsChanged e -> e;
      case PolicyChanged e -> e;
      case RepairEvent e -> e;
    };
  }

  private static Event adapted(DispatcherEvent sample, EntityState state, Ulid operation) {
    return switch (sample) {
      case DispatcherEvent.RevisionPlanned e ->
          new DispatcherEvent.RevisionPlanned(
              operation, new Revision(lastNumber(state) + 1, e.revision().members()), e.serves());
      case DispatcherEvent.RevisionLive e ->
          new DispatcherEvent.RevisionLive(
              operation, number(state), e.placement(), e.device(), e.directory());
      case DispatcherEvent.RevisionFailed e ->
          new DispatcherEvent.RevisionFailed(operation, number(state), e.failure(), e.leftovers());
      case DispatcherEvent.RemovalRequested e ->
          new DispatcherEvent.RemovalRequested(operation, e.serves());
      case DispatcherEvent.DispatcherRemoved _ -> new DispatcherEvent.DispatcherRemoved(operation);
      case DispatcherEvent.RemovalFailed e ->
          new DispatcherEvent.RemovalFailed(operation, e.failure());
      case DispatcherEvent.DispatcherLost e -> e;
      case PolicyChanged e -> e;
      case RepairEvent e -> e;
    };
  }

  private static long lastNumber(EntityState state) {
    return state instanceof DispatcherState.Present present ? present.dispatcher().lastNumber() : 0;
  }

  /** The revision that an outcome may be about. */
  private static long number(EntityState state) {
    return switch (state) {
      case DispatcherState.Active active -> active.live().revision().number();
      case DispatcherState.Lost lost -> lost.last().revision().number();
      default -> Math.max(1, lastNumber(state));
    };
  }

  private static Event adapted(HostEvent sample, EntityState state, Ulid operation) {
    if (!(state instanceof HostState host)) {
      throw new IllegalArgumentException(sample + " to " + state);
    }
    return switch (sample) {
      case HostEvent.LinkNumbersReserved e ->
          new HostEvent.LinkNumbersReserved(host.nextNumber().orElse(new LinkNumber(1)), e.count());
      case HostEvent.ReconciliationStarted e ->
          new HostEvent.ReconciliationStarted(
              operation, e.trigger(), e.mode(), e.gaps(), e.plan(), e.findings());
      case HostEvent.ReconciliationFinished e ->
          new HostEvent.ReconciliationFinished(
              host.openRun().orElse(operation), e.results(), e.inventoryMicros(), e.totalMicros());
      case HostEvent.OrphanRemovalRequested e ->
          new HostEvent.OrphanRemovalRequested(operation, e.object());
      case HostEvent.OrphanRemoved _ -> new HostEvent.OrphanRemoved(removal(host, operation));
      case HostEvent.OrphanRemovalFailed e ->
          new HostEvent.OrphanRemovalFailed(removal(host, operation), e.failure());
      case HostEvent.ServiceStarted e -> e;
      case HostEvent.ServiceStopped e -> e;
      case HostEvent.ReconcilePolicyChanged e -> e;
      case HostEvent.RetentionPolicyChanged e -> e;
      case HostEvent.ObjectsCollected e -> e;
      case HostEvent.LedgerAnchored e -> e;
      case HostEvent.EntriesErased e -> e;
      case HostEvent.Erased e -> e;
    };
  }

  private static Ulid removal(HostState host, Ulid operation) {
    return Optional.of(host.removals())
        .filter(removals -> !removals.isEmpty())
        .map(removals -> removals.firstKey())
        .orElse(operation);
  }
}
