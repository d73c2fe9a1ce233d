package io.bpfledger.journal.state;

import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.ProgramEvent.LoadFailed;
import io.bpfledger.journal.event.ProgramEvent.LoadRequested;
import io.bpfledger.journal.event.ProgramEvent.ProgramLost;
import io.bpfledger.journal.event.ProgramEvent.UnloadFailed;
import io.bpfledger.journal.event.ProgramEvent.UnloadRequested;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.event.RepairEvent.Repinned;
import io.bpfledger.journal.state.ProgramState.Failed;
import io.bpfledger.journal.state.ProgramState.Loaded;
import io.bpfledger.journal.state.ProgramState.Loading;
import io.bpfledger.journal.state.ProgramState.Lost;
import io.bpfledger.journal.state.ProgramState.Present;
import io.bpfledger.journal.state.ProgramState.Unloaded;
import io.bpfledger.journal.state.ProgramState.Unloading;
import io.bpfledger.journal.value.Ulid;
import java.util.Optional;

/** How events change a program. */
public final class ProgramEvolution {

  private ProgramEvolution() {}

  /**
   * The state after the event.
   *
   * @throws IllegalEvent if it cannot happen in this state
   */
  public static ProgramState evolve(ProgramState state, ProgramEvent event) {
    Rules rules = new Rules(state, event);
    return switch (event) {
      case LoadRequested requested -> requested(state, requested, rules);
      case ProgramEvent.Loaded loaded -> loaded(state, loaded, rules);
      case LoadFailed failed -> loadFailed(state, failed, rules);
      case ProgramLost lost -> lost(state, lost, rules);
      case UnloadRequested requested -> unloading(state, requested, rules);
      case ProgramEvent.Unloaded unloaded -> unloaded(state, unloaded, rules);
      case UnloadFailed failed -> unloadFailed(state, failed, rules);
      case LabelsChanged changed -> {
        Present present = living(state, rules);
        yield present.with(present.program().withLabels(changed.labels()));
      }
      case PolicyChanged changed -> {
        Present present = living(state, rules);
        yield present.with(present.program().withPolicy(changed.policy()));
      }
      case RepairEvent repair -> repaired(present(state, rules), repair, rules);
    };
  }

  private static ProgramState requested(ProgramState state, LoadRequested requested, Rules rules) {
    if (!(state instanceof ProgramState.Absent)) {
      throw rules.refuse("it was asked for before");
    }
    ProgramRecord program =
        new ProgramRecord(
            requested.spec(),
            requested.labels(),
            requested.policy(),
            requested.batch(),
            Repairs.NONE);
    return new Loading(program, requested.operation());
  }

  private static ProgramState loaded(ProgramState state, ProgramEvent.Loaded loaded, Rules rules) {
    return switch (state) {
      case Loading loading ->
          new Loaded(
              concluded(loading, Optional.of(loading.operation()), loaded.operation(), rules),
              loaded.load());
      case Loaded before ->
          new Loaded(concluded(before, Optional.empty(), loaded.operation(), rules), loaded.load());
      case Lost before ->
          new Loaded(concluded(before, Optional.empty(), loaded.operation(), rules), loaded.load());
      case ProgramState.Absent _, Failed _, Unloading _, Unloaded _ ->
          throw rules.refuse("it is not to be loaded");
    };
  }

  private static ProgramState loadFailed(ProgramState state, LoadFailed failed, Rules rules) {
    if (!(state instanceof Loading loading)) {
      throw rules.refuse("it is not being loaded");
    }
    ProgramRecord program =
        concluded(loading, Optional.of(loading.operation()), failed.operation(), rules);
    return new Failed(program, failed.failure(), failed.leftovers());
  }

  private static ProgramState lost(ProgramState state, ProgramLost lost, Rules rules) {
    if (!(state instanceof Loaded loaded)) {
      throw rules.refuse("it is not loaded");
    }
    rules.idle();
    return new Lost(loaded.program(), loaded.load(), lost.loss());
  }

  private static ProgramState unloading(
      ProgramState state, UnloadRequested requested, Rules rules) {
    rules.idle();
    return switch (state) {
      case Loaded loaded ->
          new Unloading(loaded.program(), requested.operation(), loaded.load(), Optional.empty());
      case Lost lost ->
          new Unloading(
              lost.program(), requested.operation(), lost.last(), Optional.of(lost.loss()));
      case ProgramState.Absent _, Loading _, Failed _, Unloading _, Unloaded _ ->
          throw rules.refuse("it is not loaded");
    };
  }

  private static ProgramState unloaded(
      ProgramState state, ProgramEvent.Unloaded unloaded, Rules rules) {
    if (!(state instanceof Unloading unloading)) {
      throw rules.refuse("it is not being unloaded");
    }
    return new Unloaded(
        concluded(unloading, Optional.of(unloading.operation()), unloaded.operation(), rules));
  }

  private static ProgramState unloadFailed(ProgramState state, UnloadFailed failed, Rules rules) {
    if (!(state instanceof Unloading unloading)) {
      throw rules.refuse("it is not being unloaded");
    }
    ProgramRecord program =
        concluded(unloading, Optional.of(unloading.operation()), failed.operation(), rules);
    return unloading
        .loss()
        .<ProgramState>map(loss -> new Lost(program, unloading.load(), loss))
        .orElseGet(() -> new Loaded(program, unloading.load()));
  }

  private static ProgramState repaired(Present state, RepairEvent repair, Rules rules) {
    ProgramRecord program =
        state.program().withRepairs(rules.repaired(state.program().repairs(), repair));
    if (repair instanceof Repinned repinned) {
      if (!(state instanceof Loaded loaded)) {
        throw rules.refuse("it is not loaded");
      }
      return new Loaded(program, loaded.load().pinnedAt(repinned.pin()));
    }
    return state.with(program);
  }

  private static ProgramRecord concluded(
      Present state, Optional<Ulid> begun, Ulid operation, Rules rules) {
    ProgramRecord program = state.program();
    return program.withRepairs(rules.concluded(program.repairs(), begun, operation));
  }

  private static Present present(ProgramState state, Rules rules) {
    return switch (state) {
      case Present present -> present;
      case ProgramState.Absent _ -> throw rules.refuse("nobody asked for it");
    };
  }

  private static Present living(ProgramState state, Rules rules) {
    Present present = present(state, rules);
    if (present.ended()) {
      throw rules.refuse("its life is over");
    }
    return present;
  }
}
