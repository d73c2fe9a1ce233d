package io.bpfledger.core.machine;

import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent.RepairFailed;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** What a program makes of requests that are about its repair. */
record ProgramRepairRequests(ProgramViewpoint viewpoint) {

  Decision<ProgramCommand, ProgramEvent> begin(
      ProgramState.Present state, Request<ProgramCommand> request, ProgramCommand.Repair repair) {
    Ulid operation = request.operation();
    if (state.underWay().equals(Optional.of(operation))) {
      return Decision.nothing(); // it is answered when it is over
    }
    Optional<String> obstacle = obstacle(state, repair);
    if (obstacle.isPresent()) {
      return refuse(request, obstacle.get());
    }
    Effect effect =
        switch (repair.decision()) {
          case RECREATE -> ProgramRepair.next(viewpoint, operation, repair, viewpoint.self());
          case ADOPT ->
              new Effect.Perform(
                  new ProgramTask.Adopt(
                      operation,
                      viewpoint.known(List.of(viewpoint.self())).getFirst(),
                      repair.objects()));
          case REPIN ->
              new Effect.Perform(
                  new ProgramTask.Repin(operation, viewpoint.self(), load(state).orElseThrow()));
          case OK, FINISH_FORWARD, ROLL_BACK, DELETE, REPORT, DEFER ->
              new Effect.Perform(
                  new ProgramTask.RemoveResidue(
                      operation,
                      viewpoint.self(),
                      state instanceof ProgramState.Loaded,
                      load(state),
                      repair.objects()));
        };
    return Decision.record(request, intent(request, repair), effect);
  }

  private static RepairRequested intent(
      Request<ProgramCommand> request, ProgramCommand.Repair repair) {
    return new RepairRequested(request.operation(), repair.decision(), repair.finding());
  }

  private static Optional<Load> load(ProgramState state) {
    return switch (state) {
      case ProgramState.Loaded loaded -> Optional.of(loaded.load());
      case ProgramState.Lost lost -> Optional.of(lost.last());
      case ProgramState _ -> Optional.empty();
    };
  }

  private Optional<String> obstacle(ProgramState.Present state, ProgramCommand.Repair repair) {
    if (state.underWay().isPresent()) {
      return Optional.of("operation " + state.underWay().get() + " is under way");
    }
    boolean isWanted = load(state).isPresent();
    return switch (repair.decision()) {
      case RECREATE -> isWanted ? notTogether(state, repair) : over();
      case ADOPT -> isWanted ? Optional.empty() : over();
      case REPIN ->
          state instanceof ProgramState.Loaded
              ? Optional.empty()
              : Optional.of("it is %s; adopt it".formatted(state.phase()));
      case DELETE -> Optional.empty();
      case OK, FINISH_FORWARD, ROLL_BACK, REPORT, DEFER ->
          Optional.of(repair.decision().word() + " is nothing that a program does");
    };
  }

  private static Optional<String> over() {
    return Optional.of("its life is over; only what is left of it can be removed");
  }

  private Optional<String> notTogether(ProgramState.Present state, ProgramCommand.Repair repair) {
    if (!repair.together().getFirst().equals(viewpoint.self())) {
      return Optional.of("programs are made again by the first of them, which is another");
    }
    for (ProgramKey other : repair.together().subList(1, repair.together().size())) {
      if (!viewpoint.others(state.program()).contains(other)) {
        return Optional.of("program " + other + " was not loaded with it");
      }
    }
    return withoutMaps(state);
  }

  /** Without its owner it would come back with maps of its own, which nobody asked for. */
  private Optional<String> withoutMaps(ProgramState.Present state) {
    Optional<ProgramKey> owner = state.program().spec().mapOwner();
    boolean there =
        owner.isEmpty()
            || viewpoint
                .owner(state.program().spec())
                .filter(load -> load.incarnation().boot().equals(viewpoint.view().boot()))
                .isPresent();
    return there
        ? Optional.empty()
        : Optional.of("program " + owner.get() + ", whose maps it uses, has to come first");
  }

  /** Of one that is made again together with the one that asks. */
  Decision<ProgramCommand, ProgramEvent> join(
      ProgramState.Present state,
      Request<ProgramCommand> request,
      ProgramCommand.JoinRepair joining) {
    if (state.underWay().equals(Optional.of(request.operation()))) {
      return done(request);
    }
    if (state.underWay().isPresent() || load(state).isEmpty()) {
      return refuse(
          request,
          "it is %s, and %s"
              .formatted(
                  state.phase(),
                  state.underWay().map(its -> its + " is under way").orElse("rests")));
    }
    return Decision.record(
        request,
        intent(request, joining.repair()),
        new Effect.Reply(request.operation(), Outcome.DONE));
  }

  /** The load that was to bring it back came to nothing. */
  Decision<ProgramCommand, ProgramEvent> end(
      ProgramState state, Request<ProgramCommand> request, ProgramCommand.EndRepair end) {
    return ProgramRepair.of(viewpoint, state, request.operation()).isPresent()
        ? Decision.record(request, new RepairFailed(request.operation(), end.failure()))
        : done(request);
  }

  /** What is said about repairs waits for the one that is under way. */
  static Decision<ProgramCommand, ProgramEvent> aside(
      ProgramState.Present state, Request<ProgramCommand> request, ProgramEvent event) {
    return state.repairs().underWay().isPresent()
        ? Decision.defer(List.of(request))
        : Decision.record(request, event, new Effect.Reply(request.operation(), Outcome.DONE));
  }

  private static Decision<ProgramCommand, ProgramEvent> done(Request<ProgramCommand> request) {
    return Decision.only(new Effect.Reply(request.operation(), Outcome.DONE));
  }

  private Decision<ProgramCommand, ProgramEvent> refuse(
      Request<ProgramCommand> request, String why) {
    return Decision.only(
        new Effect.Reply(
            request.operation(),
            Outcome.refused(Refusal.Reason.CONFLICT, "program " + viewpoint.self() + ": " + why)));
  }
}
