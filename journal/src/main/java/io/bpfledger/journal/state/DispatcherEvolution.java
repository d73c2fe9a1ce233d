package io.bpfledger.journal.state;

import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.DispatcherEvent.DispatcherLost;
import io.bpfledger.journal.event.DispatcherEvent.DispatcherRemoved;
import io.bpfledger.journal.event.DispatcherEvent.RemovalFailed;
import io.bpfledger.journal.event.DispatcherEvent.RemovalRequested;
import io.bpfledger.journal.event.DispatcherEvent.RevisionFailed;
import io.bpfledger.journal.event.DispatcherEvent.RevisionLive;
import io.bpfledger.journal.event.DispatcherEvent.RevisionPlanned;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.event.RepairEvent.Repinned;
import io.bpfledger.journal.state.DispatcherState.Active;
import io.bpfledger.journal.state.DispatcherState.Building;
import io.bpfledger.journal.state.DispatcherState.Lost;
import io.bpfledger.journal.state.DispatcherState.Present;
import io.bpfledger.journal.state.DispatcherState.Removing;
import io.bpfledger.journal.state.DispatcherState.Vacant;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import java.util.Optional;

/** How events change a dispatcher. */
public final class DispatcherEvolution {

  private DispatcherEvolution() {}

  /**
   * The state after the event.
   *
   * @throws IllegalEvent if it cannot happen in this state
   */
  public static DispatcherState evolve(DispatcherState state, DispatcherEvent event) {
    Rules rules = new Rules(state, event);
    return switch (event) {
      case RevisionPlanned planned -> planned(state, planned, rules);
      case RevisionLive live -> live(state, live, rules);
      case RevisionFailed failed -> revisionFailed(state, failed, rules);
      case RemovalRequested requested -> removing(state, requested, rules);
      case DispatcherRemoved removed -> removed(state, removed, rules);
      case RemovalFailed failed -> removalFailed(state, failed, rules);
      case DispatcherLost lost -> lost(state, lost, rules);
      case PolicyChanged changed -> {
        Present present = present(state, rules);
        yield present.with(present.dispatcher().withPolicy(changed.policy()));
      }
      case RepairEvent repair -> repaired(present(state, rules), repair, rules);
    };
  }

  private static DispatcherState planned(
      DispatcherState state, RevisionPlanned planned, Rules rules) {
    return switch (state) {
      case DispatcherState.Absent _ ->
          building(DispatcherRecord.NEW, planned, Optional.empty(), Optional.empty(), rules);
      case Vacant vacant ->
          building(vacant.dispatcher(), planned, Optional.empty(), Optional.empty(), rules);
      case Active active ->
          building(
              active.dispatcher(), planned, Optional.of(active.live()), Optional.empty(), rules);
      case Lost lost ->
          building(
              lost.dispatcher(),
              planned,
              Optional.of(lost.last()),
              Optional.of(lost.loss()),
              rules);
      case Building _, Removing _ -> throw rules.refuse("another operation is under way");
    };
  }

  private static Building building(
      DispatcherRecord dispatcher,
      RevisionPlanned planned,
      Optional<LiveRevision> before,
      Optional<Loss> loss,
      Rules rules) {
    rules.beginsAlone(dispatcher.repairs(), planned.operation());
    Revision revision = planned.revision();
    if (revision.number() <= dispatcher.lastNumber()) {
      throw rules.refuse(
          "revision %d was given already, the last was %d"
              .formatted(revision.number(), dispatcher.lastNumber()));
    }
    if (revision.members().isEmpty()) {
      throw rules.refuse("a revision has members; without any the dispatcher is removed");
    }
    return new Building(
        dispatcher.withNumber(revision.number()),
        planned.operation(),
        revision,
        planned.serves(),
        before,
        loss);
  }

  private static DispatcherState live(DispatcherState state, RevisionLive live, Rules rules) {
    return switch (state) {
      case Building building ->
          active(building, Optional.of(building.operation()), building.planned(), live, rules);
      case Active before -> active(before, Optional.empty(), before.live().revision(), live, rules);
      case Lost before -> active(before, Optional.empty(), before.last().revision(), live, rules);
      case DispatcherState.Absent _, Removing _, Vacant _ ->
          throw rules.refuse("no revision is to run");
    };
  }

  private static Active active(
      Present state, Optional<Ulid> begun, Revision revision, RevisionLive live, Rules rules) {
    DispatcherRecord dispatcher = concluded(state, begun, live.operation(), rules);
    sameRevision(revision, live.revision(), rules);
    return new Active(
        dispatcher, new LiveRevision(revision, live.placement(), live.device(), live.directory()));
  }

  private static DispatcherState revisionFailed(
      DispatcherState state, RevisionFailed failed, Rules rules) {
    if (!(state instanceof Building building)) {
      throw rules.refuse("no revision is being put in place");
    }
    DispatcherRecord concluded =
        concluded(building, Optional.of(building.operation()), failed.operation(), rules);
    sameRevision(building.planned(), failed.revision(), rules);
    Repairs repairs = building.dispatcher().repairs();
    // When a repair planned the revision itself, this is its failure; else it rolled back
    // another's.
    boolean repairFailed = repairs.underWay(building.operation());
    DispatcherRecord dispatcher =
        repairFailed ? concluded.withRepairs(repairs.failed(failed.failure())) : concluded;
    return building
        .before()
        .map(before -> standing(dispatcher, before, building.loss()))
        .orElseGet(() -> new Vacant(dispatcher));
  }

  private static DispatcherState removing(
      DispatcherState state, RemovalRequested requested, Rules rules) {
    return switch (state) {
      case Active active ->
          removing(active.dispatcher(), requested, active.live(), Optional.empty(), rules);
      case Lost lost ->
          removing(lost.dispatcher(), requested, lost.last(), Optional.of(lost.loss()), rules);
      case DispatcherState.Absent _, Building _, Removing _, Vacant _ ->
          throw rules.refuse("no revision runs");
    };
  }

  private static Removing removing(
      DispatcherRecord dispatcher,
      RemovalRequested requested,
      LiveRevision live,
      Optional<Loss> loss,
      Rules rules) {
    rules.beginsAlone(dispatcher.repairs(), requested.operation());
    return new Removing(dispatcher, requested.operation(), requested.serves(), live, loss);
  }

  private static DispatcherState removed(
      DispatcherState state, DispatcherRemoved removed, Rules rules) {
    if (!(state instanceof Removing removing)) {
      throw rules.refuse("it is not being removed");
    }
    return new Vacant(
        concluded(removing, Optional.of(removing.operation()), removed.operation(), rules));
  }

  private static DispatcherState removalFailed(
      DispatcherState state, RemovalFailed failed, Rules rules) {
    if (!(state instanceof Removing removing)) {
      throw rules.refuse("it is not being removed");
    }
    DispatcherRecord concluded =
        concluded(removing, Optional.of(removing.operation()), failed.operation(), rules);
    Repairs repairs = removing.dispatcher().repairs();
    boolean repairFailed = repairs.underWay(removing.operation());
    DispatcherRecord dispatcher =
        repairFailed ? concluded.withRepairs(repairs.failed(failed.failure())) : concluded;
    return standing(dispatcher, removing.live(), removing.loss());
  }

  private static DispatcherState standing(
      DispatcherRecord dispatcher, LiveRevision live, Optional<Loss> loss) {
    return loss.<DispatcherState>map(why -> new Lost(dispatcher, live, why))
        .orElseGet(() -> new Active(dispatcher, live));
  }

  private static DispatcherState lost(DispatcherState state, DispatcherLost lost, Rules rules) {
    if (!(state instanceof Active active)) {
      throw rules.refuse("no revision runs");
    }
    rules.idle();
    return new Lost(active.dispatcher(), active.live(), lost.loss());
  }

  private static DispatcherState repaired(Present state, RepairEvent repair, Rules rules) {
    DispatcherRecord dispatcher =
        state.dispatcher().withRepairs(rules.repaired(state.dispatcher().repairs(), repair));
    if (repair instanceof Repinned repinned) {
      if (!(state instanceof Active active)) {
        throw rules.refuse("no revision runs");
      }
      return new Active(dispatcher, active.live().pinnedAt(repinned.pin()));
    }
    return state.with(dispatcher);
  }

  private static void sameRevision(Revision expected, long number, Rules rules) {
    if (expected.number() != number) {
      throw rules.refuse("it is about revision " + number + ", not " + expected.number());
    }
  }

  private static DispatcherRecord concluded(
      Present state, Optional<Ulid> begun, Ulid operation, Rules rules) {
    DispatcherRecord dispatcher = state.dispatcher();
    return dispatcher.withRepairs(rules.concluded(dispatcher.repairs(), begun, operation));
  }

  private static Present present(DispatcherState state, Rules rules) {
    return switch (state) {
      case Present present -> present;
      case DispatcherState.Absent _ -> throw rules.refuse("the hook never had a member");
    };
  }
}
