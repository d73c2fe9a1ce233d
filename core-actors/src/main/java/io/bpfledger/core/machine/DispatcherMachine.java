package io.bpfledger.core.machine;

import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.DispatcherEvent.DispatcherLost;
import io.bpfledger.journal.event.DispatcherEvent.DispatcherRemoved;
import io.bpfledger.journal.event.DispatcherEvent.RemovalFailed;
import io.bpfledger.journal.event.DispatcherEvent.RemovalRequested;
import io.bpfledger.journal.event.DispatcherEvent.RevisionFailed;
import io.bpfledger.journal.event.DispatcherEvent.RevisionLive;
import io.bpfledger.journal.event.DispatcherEvent.RevisionPlanned;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.RepairEvent.RepairFailed;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.event.RepairEvent.RepairsResumed;
import io.bpfledger.journal.event.RepairEvent.RepairsSuspended;
import io.bpfledger.journal.event.RepairEvent.Repinned;
import io.bpfledger.journal.event.RepairEvent.ResidueRemoved;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.DispatcherState.Building;
import io.bpfledger.journal.state.DispatcherState.Removing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the dispatcher of a hook decides: who stands there, in which order, and what becomes of all
 * who wait while a revision is put in place.
 */
public final class DispatcherMachine
    implements Machine<DispatcherState, DispatcherCommand, DispatcherEvent> {

  @Override
  public Decision<DispatcherCommand, DispatcherEvent> decide(
      View view, DispatcherState state, Input<DispatcherCommand> input) {
    HookMembership hook = HookMembership.of(view);
    return switch (state) {
      case Building building -> new BuildingDispatcher(hook, building).decide(input);
      case Removing removing -> new RemovingDispatcher(hook, removing).decide(input);
      case DispatcherState.Absent _,
          DispatcherState.Active _,
          DispatcherState.Lost _,
          DispatcherState.Vacant _ ->
          new RestingDispatcher(hook, state).decide(input);
    };
  }

  @Override
  public Map<Ulid, Outcome> concluded(
      StreamId self, DispatcherState before, DispatcherEvent event, DispatcherState after) {
    return switch (event) {
      case RevisionLive live ->
          before instanceof Building building
              ? RevisionOutcomes.of(HookKey.parse(self.key()), building, live)
              : Map.of(live.operation(), Outcome.DONE);
      case RevisionFailed failed ->
          before instanceof Building building
              ? revisionFailed(building, failed.failure())
              : Map.of();
      case DispatcherRemoved _ -> all(before, Outcome.DONE);
      case RemovalFailed failed -> all(before, new Outcome.Failed(failed.failure()));
      case Repinned repinned -> Map.of(repinned.operation(), Outcome.DONE);
      case ResidueRemoved removed -> Map.of(removed.operation(), Outcome.DONE);
      case RepairFailed failed -> Map.of(failed.operation(), new Outcome.Failed(failed.failure()));
      case RevisionPlanned _,
          RemovalRequested _,
          DispatcherLost _,
          PolicyChanged _,
          RepairRequested _,
          RepairsSuspended _,
          RepairsResumed _ ->
          Map.of();
    };
  }

  /** One of several changes may be to blame for all, and one that was cut off is tried again. */
  private static Map<Ulid, Outcome> revisionFailed(Building building, Failure failure) {
    boolean settled = building.serves().size() == 1 && !(failure instanceof Failure.Interrupted);
    return settled ? Map.of(building.serves().getFirst(), new Outcome.Failed(failure)) : Map.of();
  }

  private static Map<Ulid, Outcome> all(DispatcherState before, Outcome outcome) {
    List<Ulid> served = before instanceof Removing removing ? removing.serves() : List.of();
    Map<Ulid, Outcome> outcomes = new LinkedHashMap<>();
    served.forEach(operation -> outcomes.put(operation, outcome));
    return outcomes;
  }

  @Override
  public boolean willConclude(View view, DispatcherState state, Ulid operation) {
    return switch (state) {
      case Building building -> building.serves().contains(operation);
      case Removing removing -> removing.serves().contains(operation);
      case DispatcherState.Absent _,
          DispatcherState.Active _,
          DispatcherState.Lost _,
          DispatcherState.Vacant _ ->
          state.underWay().equals(Optional.of(operation));
    };
  }
}
