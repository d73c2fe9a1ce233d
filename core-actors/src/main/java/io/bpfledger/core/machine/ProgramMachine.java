package io.bpfledger.core.machine;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a program decides: by {@link LoadProtocol} and {@link UnloadProtocol}. */
public final class ProgramMachine implements Machine<ProgramState, ProgramCommand, ProgramEvent> {

  @Override
  public Decision<ProgramCommand, ProgramEvent> decide(
      View view, ProgramState state, Input<ProgramCommand> input) {
    ProgramViewpoint viewpoint = ProgramViewpoint.of(view);
    return switch (input) {
      case Input.Asked<ProgramCommand>(List<Request<ProgramCommand>> requests) ->
          asked(new ProgramRequests(viewpoint), state, requests);
      case Input.Performed<ProgramCommand> performed ->
          performed(viewpoint, state, performed.task(), performed);
      case Input.Answered<ProgramCommand> answered -> answered(viewpoint, state, answered);
      case Input.Recovered<ProgramCommand>(boolean restarted) ->
          recovered(viewpoint, state, restarted);
    };
  }

  /** Answers all that can be answered at once, up to the first request that changes the ledger. */
  private static Decision<ProgramCommand, ProgramEvent> asked(
      ProgramRequests asking, ProgramState state, List<Request<ProgramCommand>> requests) {
    Decision<ProgramCommand, ProgramEvent> all = Decision.nothing();
    for (int next = 0; next < requests.size(); next++) {
      Decision<ProgramCommand, ProgramEvent> one = asking.decide(state, requests.get(next));
      List<Effect> effects = new ArrayList<>(all.effects());
      effects.addAll(one.effects());
      all =
          new Decision<>(one.request(), one.events(), effects, all.deferred())
              .deferring(one.deferred());
      if (!one.events().isEmpty()) {
        return all.deferring(requests.subList(next + 1, requests.size()));
      }
    }
    return all;
  }

  private static Decision<ProgramCommand, ProgramEvent> performed(
      ProgramViewpoint viewpoint,
      ProgramState state,
      KernelTask task,
      Input.Performed<ProgramCommand> performed) {
    if (!(task instanceof ProgramTask own)) {
      return Decision.nothing();
    }
    Optional<ProgramRepair> repair = ProgramRepair.of(viewpoint, state, own.operation());
    if (repair.isPresent()) {
      return repair.get().performed(own, performed.answer());
    }
    return switch (state) {
      case ProgramState.Loading loading when loading.operation().equals(own.operation()) ->
          new LoadProtocol(viewpoint, loading).performed(own, performed.answer());
      case ProgramState.Unloading unloading when unloading.operation().equals(own.operation()) ->
          new UnloadProtocol(viewpoint).performed(unloading, own, performed.answer());
      case ProgramState _ -> late(state, own, performed.answer());
    };
  }

  /** A load that came to its end after it was given up must not stay. */
  private static Decision<ProgramCommand, ProgramEvent> late(
      ProgramState state, ProgramTask task, KernelAnswer answer) {
    return state instanceof ProgramState.Failed(_, Failure failure, _)
            && task instanceof ProgramTask.LoadBatch batch
            && answer instanceof ProgramAnswer.BatchLoaded(var loads)
        ? Decision.only(
            new Effect.Perform(
                new ProgramTask.WithdrawBatch(
                    batch.operation(), List.copyOf(loads.keySet()), failure)))
        : Decision.nothing();
  }

  private static Decision<ProgramCommand, ProgramEvent> answered(
      ProgramViewpoint viewpoint, ProgramState state, Input.Answered<ProgramCommand> answered) {
    Optional<ProgramRepair> repair = ProgramRepair.of(viewpoint, state, answered.operation());
    if (repair.isPresent()) {
      return repair.get().answered(answered);
    }
    return switch (state) {
      case ProgramState.Loading loading when loading.operation().equals(answered.operation()) ->
          new LoadProtocol(viewpoint, loading).answered(answered);
      case ProgramState.Unloading unloading
          when unloading.operation().equals(answered.operation()) ->
          new UnloadProtocol(viewpoint).answered(unloading, answered);
      case ProgramState _ -> Decision.nothing();
    };
  }

  static Decision<ProgramCommand, ProgramEvent> recovered(
      ProgramViewpoint viewpoint, ProgramState state, boolean restarted) {
    Optional<ProgramRepair> repaired =
        state
            .repairs()
            .underWay()
            .flatMap(repair -> ProgramRepair.of(viewpoint, state, repair.operation()));
    if (repaired.isPresent()) {
      return repaired.get().recovered();
    }
    Optional<ProgramEvent> broken =
        state
            .repairs()
            .underWay()
            .map(
                repair ->
                    new RepairEvent.RepairFailed(
                        repair.operation(),
                        new Failure.Interrupted("repair of " + repair.finding())));
    if (broken.isPresent()) {
      return goingOn(viewpoint, state.evolve(broken.get()), restarted).after(broken.get());
    }
    return goingOn(viewpoint, state, restarted);
  }

  private static Decision<ProgramCommand, ProgramEvent> goingOn(
      ProgramViewpoint viewpoint, ProgramState state, boolean restarted) {
    return switch (state) {
      case ProgramState.Loading loading ->
          new LoadProtocol(viewpoint, loading).recovered(restarted);
      case ProgramState.Unloading unloading -> new UnloadProtocol(viewpoint).goOn(unloading);
      case ProgramState.Loaded loaded ->
          new UnloadProtocol(viewpoint).ofFailedBatch(loaded, loaded.load());
      case ProgramState.Lost lost -> new UnloadProtocol(viewpoint).ofFailedBatch(lost, lost.last());
      case ProgramState.Absent _, ProgramState.Failed _, ProgramState.Unloaded _ ->
          Decision.nothing();
    };
  }

  @Override
  public Map<Ulid, Outcome> concluded(
      StreamId self, ProgramState before, ProgramEvent event, ProgramState after) {
    return switch (event) {
      case ProgramEvent.Loaded loaded -> ended(before, loaded.operation(), Outcome.DONE);
      case ProgramEvent.LoadFailed failed ->
          ended(before, failed.operation(), new Outcome.Failed(failed.failure()));
      case ProgramEvent.Unloaded unloaded -> ended(before, unloaded.operation(), Outcome.DONE);
      case ProgramEvent.UnloadFailed failed ->
          ended(before, failed.operation(), new Outcome.Failed(failed.failure()));
      case RepairEvent.Repinned repinned -> Map.of(repinned.operation(), Outcome.DONE);
      case RepairEvent.ResidueRemoved removed -> Map.of(removed.operation(), Outcome.DONE);
      case RepairEvent.RepairFailed failed ->
          Map.of(failed.operation(), new Outcome.Failed(failed.failure()));
      case ProgramEvent.LoadRequested _,
          ProgramEvent.UnloadRequested _,
          ProgramEvent.ProgramLost _,
          LabelsChanged _,
          PolicyChanged _,
          RepairEvent.RepairRequested _,
          RepairEvent.RepairsSuspended _,
          RepairEvent.RepairsResumed _ ->
          Map.of();
    };
  }

  /** What a repair brings to its end ends for whoever asked for it first, too. */
  private static Map<Ulid, Outcome> ended(ProgramState before, Ulid operation, Outcome outcome) {
    Map<Ulid, Outcome> ended = new HashMap<>();
    ended.put(operation, outcome);
    asked(before).ifPresent(asked -> ended.put(asked, outcome));
    return Map.copyOf(ended);
  }

  /** What somebody asked for that has not come to its end. */
  private static Optional<Ulid> asked(ProgramState state) {
    return switch (state) {
      case ProgramState.Loading loading -> Optional.of(loading.operation());
      case ProgramState.Unloading unloading -> Optional.of(unloading.operation());
      case ProgramState _ -> Optional.empty();
    };
  }

  /** What becomes of a follower in its batch, its leader tells it. */
  @Override
  public boolean willConclude(View view, ProgramState state, Ulid operation) {
    Optional<Ulid> wanted = Optional.of(operation);
    boolean follows =
        state instanceof ProgramState.Loading loading
            && !ProgramViewpoint.of(view).leads(loading.program());
    return !follows && (state.underWay().equals(wanted) || asked(state).equals(wanted));
  }
}
