package io.bpfledger.core.machine;

import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Suspension;
import java.util.List;
import java.util.function.Function;

/** What a program makes of one request. */
record ProgramRequests(ProgramViewpoint viewpoint) {

  Decision<ProgramCommand, ProgramEvent> decide(
      ProgramState state, Request<ProgramCommand> request) {
    return switch (request.command()) {
      case ProgramCommand.LoadBatch batch ->
          state instanceof ProgramState.Absent
              ? new BatchIntent(viewpoint).lead(request, batch)
              : refuse(request, Refusal.Reason.EXISTS, "it was asked for before");
      case ProgramCommand.Intend intend -> intend(state, request, intend);
      case ProgramCommand.Conclude conclude -> conclude(state, request, conclude);
      case ProgramCommand.Withdraw withdraw -> withdraw(state, request, withdraw);
      case ProgramCommand.Unload _ -> unload(state, request);
      case ProgramCommand.ChangeLabels change ->
          change(state, request, new LabelsChanged(change.labels()));
      case ProgramCommand.ChangePolicy change ->
          change(state, request, new PolicyChanged(change.policy()));
      case ProgramCommand.Lose lose -> lose(state, request, lose.loss());
      case ProgramCommand.Settle settle -> settle(state, request, settle);
      case ProgramCommand.EndRepair end -> repairs().end(state, request, end);
      case ProgramCommand.Repair repair ->
          whenPresent(state, request, present -> repairs().begin(present, request, repair));
      case ProgramCommand.JoinRepair join ->
          whenPresent(state, request, present -> repairs().join(present, request, join));
      case ProgramCommand.SuspendRepairs(Suspension suspension) ->
          whenPresent(
              state,
              request,
              present ->
                  ProgramRepairRequests.aside(
                      present, request, new RepairEvent.RepairsSuspended(suspension)));
      case ProgramCommand.ResumeRepairs _ ->
          whenPresent(
              state,
              request,
              present ->
                  ProgramRepairRequests.aside(present, request, new RepairEvent.RepairsResumed()));
      case ProgramCommand.LookAgain _ ->
          ProgramMachine.recovered(viewpoint, state, false)
              .and(new Effect.Reply(request.operation(), Outcome.DONE));
    };
  }

  private ProgramRepairRequests repairs() {
    return new ProgramRepairRequests(viewpoint);
  }

  private Decision<ProgramCommand, ProgramEvent> whenPresent(
      ProgramState state,
      Request<ProgramCommand> request,
      Function<ProgramState.Present, Decision<ProgramCommand, ProgramEvent>> then) {
    return state instanceof ProgramState.Present present
        ? then.apply(present)
        : refuse(request, Refusal.Reason.NOT_FOUND, "nobody ever asked for it");
  }

  private Decision<ProgramCommand, ProgramEvent> intend(
      ProgramState state, Request<ProgramCommand> request, ProgramCommand.Intend intend) {
    return switch (state) {
      case ProgramState.Absent _ -> new BatchIntent(viewpoint).join(request, intend);
      case ProgramState.Loading loading when loading.operation().equals(request.operation()) ->
          done(request);
      case ProgramState _ -> refuse(request, Refusal.Reason.EXISTS, "it was asked for before");
    };
  }

  private Decision<ProgramCommand, ProgramEvent> conclude(
      ProgramState state, Request<ProgramCommand> request, ProgramCommand.Conclude conclude) {
    Load load = conclude.loads().get(viewpoint.self());
    return switch (state) {
      case ProgramState.Loading loading
          when load != null
              && loading.operation().equals(request.operation())
              && !viewpoint.leads(loading.program()) ->
          Decision.record(request, new ProgramEvent.Loaded(LoadProtocol.concludes(loading), load));
      case ProgramState _
          when load != null
              && ProgramRepair.of(viewpoint, state, request.operation()).isPresent()
              && !state.ended() ->
          Decision.record(request, new ProgramEvent.Loaded(request.operation(), load));
      case ProgramState.Loaded loaded when loaded.load().equals(load) -> done(request);
      case ProgramState _ ->
          refuse(request, Refusal.Reason.CONFLICT, "it does not wait for that load");
    };
  }

  private Decision<ProgramCommand, ProgramEvent> withdraw(
      ProgramState state, Request<ProgramCommand> request, ProgramCommand.Withdraw withdraw) {
    return switch (state) {
      case ProgramState.Loading loading when loading.operation().equals(request.operation()) ->
          Decision.record(
              request,
              new ProgramEvent.LoadFailed(
                  LoadProtocol.concludes(loading), withdraw.failure(), withdraw.leftovers()));
      case ProgramState.Loading _ ->
          refuse(request, Refusal.Reason.CONFLICT, "it is loaded by another operation");
      case ProgramState.Loaded _, ProgramState.Lost _ -> end(state, request);
      case ProgramState.Unloading unloading
          when unloading.operation().equals(request.operation()) ->
          new UnloadProtocol(viewpoint).goOn(unloading);
      case ProgramState.Absent _,
          ProgramState.Failed _,
          ProgramState.Unloading _,
          ProgramState.Unloaded _ ->
          done(request);
    };
  }

  private Decision<ProgramCommand, ProgramEvent> unload(
      ProgramState state, Request<ProgramCommand> request) {
    return switch (state) {
      case ProgramState.Loaded _, ProgramState.Lost _ -> end(state, request);
      case ProgramState.Unloading unloading
          when unloading.operation().equals(request.operation()) ->
          new UnloadProtocol(viewpoint).goOn(unloading);
      case ProgramState.Loading _, ProgramState.Unloading _ -> Decision.defer(List.of(request));
      case ProgramState.Absent _ ->
          refuse(request, Refusal.Reason.NOT_FOUND, "nobody ever asked for it");
      case ProgramState.Failed _ ->
          refuse(
              request, Refusal.Reason.NOT_FOUND, "its load failed, so there is nothing to unload");
      case ProgramState.Unloaded _ ->
          refuse(request, Refusal.Reason.NOT_FOUND, "it was unloaded before");
    };
  }

  private static Decision<ProgramCommand, ProgramEvent> end(
      ProgramState state, Request<ProgramCommand> request) {
    return state.underWay().isPresent()
        ? Decision.defer(List.of(request))
        : UnloadProtocol.begin(request);
  }

  private Decision<ProgramCommand, ProgramEvent> change(
      ProgramState state, Request<ProgramCommand> request, ProgramEvent event) {
    return switch (state) {
      case ProgramState.Loading _,
          ProgramState.Loaded _,
          ProgramState.Lost _,
          ProgramState.Unloading _ ->
          Decision.record(request, event, new Effect.Reply(request.operation(), Outcome.DONE));
      case ProgramState.Absent _ ->
          refuse(request, Refusal.Reason.NOT_FOUND, "nobody ever asked for it");
      case ProgramState.Failed _, ProgramState.Unloaded _ ->
          refuse(
              request,
              Refusal.Reason.NOT_FOUND,
              "its life is over; what the ledger says of it stays");
    };
  }

  private Decision<ProgramCommand, ProgramEvent> lose(
      ProgramState state, Request<ProgramCommand> request, Loss loss) {
    return switch (state) {
      case ProgramState.Loaded loaded when loaded.underWay().isEmpty() ->
          Decision.record(
              request,
              new ProgramEvent.ProgramLost(loss),
              new Effect.Reply(request.operation(), Outcome.DONE));
      case ProgramState.Loaded _, ProgramState.Loading _ -> Decision.defer(List.of(request));
      case ProgramState.Lost _,
          ProgramState.Unloading _,
          ProgramState.Failed _,
          ProgramState.Unloaded _ ->
          done(request);
      case ProgramState.Absent _ ->
          refuse(request, Refusal.Reason.NOT_FOUND, "nobody ever asked for it");
    };
  }

  private Decision<ProgramCommand, ProgramEvent> settle(
      ProgramState state, Request<ProgramCommand> request, ProgramCommand.Settle settle) {
    Effect done = new Effect.Reply(request.operation(), Outcome.DONE);
    return switch (state) {
      case ProgramState.Loading loading ->
          new LoadProtocol(viewpoint, loading).settled(settle.observation()).and(done);
      case ProgramState.Unloading unloading ->
          new UnloadProtocol(viewpoint).goOn(unloading).and(done);
      case ProgramState.Loaded _,
          ProgramState.Lost _,
          ProgramState.Failed _,
          ProgramState.Unloaded _ ->
          Decision.only(done);
      case ProgramState.Absent _ ->
          refuse(request, Refusal.Reason.NOT_FOUND, "nobody ever asked for it");
    };
  }

  private static Decision<ProgramCommand, ProgramEvent> done(Request<ProgramCommand> request) {
    return Decision.only(new Effect.Reply(request.operation(), Outcome.DONE));
  }

  private Decision<ProgramCommand, ProgramEvent> refuse(
      Request<ProgramCommand> request, Refusal.Reason reason, String why) {
    return Decision.only(
        new Effect.Reply(
            request.operation(),
            Outcome.refused(reason, "program " + viewpoint.self() + ": " + why)));
  }
}
