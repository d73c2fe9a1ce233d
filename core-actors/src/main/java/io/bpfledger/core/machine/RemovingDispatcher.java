package io.bpfledger.core.machine;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.HostAnswer;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.DispatcherEvent.DispatcherRemoved;
import io.bpfledger.journal.event.DispatcherEvent.RemovalFailed;
import io.bpfledger.journal.state.DispatcherState.Removing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dispatcher whose last members leave. It goes on after any interruption. */
record RemovingDispatcher(HookMembership hook, Removing removing) {

  Decision<DispatcherCommand, DispatcherEvent> decide(Input<DispatcherCommand> input) {
    return switch (input) {
      case Input.Asked<DispatcherCommand>(List<Request<DispatcherCommand>> requests) ->
          asked(requests);
      case Input.Performed<DispatcherCommand>(KernelTask task, KernelAnswer answer) ->
          performed(task, answer);
      case Input.Recovered<DispatcherCommand> _ -> Decision.only(clear(removing.operation()));
      case Input.Answered<DispatcherCommand> _ -> Decision.nothing();
    };
  }

  private Effect clear(Ulid operation) {
    return new Effect.Perform(
        new DispatcherTask.Clear(
            operation, hook.hook(), removing.live(), removing.dispatcher().lastNumber()));
  }

  private Decision<DispatcherCommand, DispatcherEvent> asked(
      List<Request<DispatcherCommand>> requests) {
    for (Request<DispatcherCommand> request : requests) {
      Optional<Decision<DispatcherCommand, DispatcherEvent>> now =
          switch (request.command()) {
            case DispatcherCommand.Settle _ ->
                Optional.of(Decision.only(clear(request.operation())));
            case DispatcherCommand.LookAgain _ ->
                Optional.of(
                    Decision.only(
                        clear(removing.operation()),
                        new Effect.Reply(request.operation(), Outcome.DONE)));
            case DispatcherCommand.Repair _ ->
                Optional.of(RestingDispatcher.busy(hook, removing, request));
            case DispatcherCommand _ -> Optional.empty();
          };
      if (now.isPresent()) {
        List<Request<DispatcherCommand>> rest = new ArrayList<>(requests);
        rest.remove(request);
        return now.get().deferring(rest);
      }
    }
    return Decision.defer(requests);
  }

  private Decision<DispatcherCommand, DispatcherEvent> performed(
      KernelTask task, KernelAnswer answer) {
    Decision<DispatcherCommand, DispatcherEvent> decision =
        switch (answer) {
          case DispatcherAnswer.HookCleared(List<String> leftovers)
              when task instanceof DispatcherTask.Clear clear ->
              leftovers.isEmpty() ? removed() : removed().and(new Effect.Perform(again(clear)));
          case DispatcherAnswer.ClearRefused(Failure failure) ->
              task.operation().equals(removing.operation())
                  ? failed(failure)
                  : Decision.only(new Effect.Reply(task.operation(), new Outcome.Failed(failure)));
          case DispatcherAnswer.HookSurveyed(HookObservation observation) -> surveyed(observation);
          case KernelAnswer.Broken _ when task instanceof DispatcherTask.Clear ->
              Decision.only(new Effect.Perform(survey(task.operation())));
          // A sweep of an older revision, or nobody can tell what runs: then nothing is decided.
          case KernelAnswer.Broken _,
              DispatcherAnswer _,
              LinkAnswer _,
              ProgramAnswer _,
              HostAnswer _ ->
              Decision.nothing();
        };
    boolean settles =
        !task.operation().equals(removing.operation()) && !decision.events().isEmpty();
    return settles ? decision.and(new Effect.Reply(task.operation(), Outcome.DONE)) : decision;
  }

  /** What could not be removed the first time is tried once more; nobody waits for that. */
  private static DispatcherTask again(DispatcherTask.Clear clear) {
    return new DispatcherTask.Clear(
        DispatcherTask.NO_OPERATION, clear.hook(), clear.live(), clear.upTo());
  }

  private DispatcherTask survey(Ulid operation) {
    return new DispatcherTask.Survey(
        operation,
        hook.hook(),
        Optional.empty(),
        hook.loads(removing.live().revision().members()),
        Optional.of(removing.live()));
  }

  private Decision<DispatcherCommand, DispatcherEvent> surveyed(HookObservation observation) {
    return switch (observation) {
      case HookObservation.Runs _ -> failed(new Failure.Blocked("it runs still"));
      case HookObservation.Partly(String what) -> failed(new Failure.Blocked(what));
      case HookObservation.Vacant _ ->
          removed()
              .and(
                  new Effect.Perform(
                      new DispatcherTask.Sweep(
                          removing.operation(),
                          hook.hook(),
                          List.of(),
                          removing.dispatcher().lastNumber())));
      case HookObservation.Unreadable _ -> Decision.nothing();
    };
  }

  private Decision<DispatcherCommand, DispatcherEvent> removed() {
    Decision<DispatcherCommand, DispatcherEvent> decision =
        Decision.record(new DispatcherRemoved(removing.operation()));
    List<Effect> told =
        RestingDispatcher.tellLoss(
            hook,
            removing.live().revision().members(),
            removing.operation(),
            new Loss(LossReason.PROGRAM_GONE, "its program is not loaded"));
    for (Effect effect : told) {
      decision = decision.and(effect);
    }
    return decision;
  }

  private Decision<DispatcherCommand, DispatcherEvent> failed(Failure failure) {
    return Decision.record(new RemovalFailed(removing.operation(), failure));
  }
}
