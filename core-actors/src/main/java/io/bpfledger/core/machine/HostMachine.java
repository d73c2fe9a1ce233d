package io.bpfledger.core.machine;

import io.bpfledger.core.task.HostAnswer;
import io.bpfledger.core.task.HostTask;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a host decides: at once, but for what it does to the kernel itself. That goes on side by
 * side.
 */
public final class HostMachine implements Machine<HostState, HostCommand, HostEvent> {

  @Override
  public Decision<HostCommand, HostEvent> decide(
      View view, HostState state, Input<HostCommand> input) {
    return switch (input) {
      case Input.Asked<HostCommand>(List<Request<HostCommand>> requests) ->
          decide(view, state, requests.getFirst()).deferring(requests.subList(1, requests.size()));
      case Input.Performed<HostCommand>(KernelTask task, KernelAnswer answer) ->
          task instanceof HostTask own ? performed(state, own, answer) : Decision.nothing();
      case Input.Recovered<HostCommand> _ -> goOn(state);
      case Input.Answered<HostCommand> _ -> Decision.nothing();
    };
  }

  private static Decision<HostCommand, HostEvent> decide(
      View view, HostState state, Request<HostCommand> request) {
    Effect done = new Effect.Reply(request.operation(), Outcome.DONE);
    return switch (request.command()) {
      case HostCommand.Start start ->
          Decision.record(
              request,
              new HostEvent.ServiceStarted(
                  start.hostName(), start.kernelRelease(), start.serviceVersion()),
              done);
      case HostCommand.Stop stop ->
          state.running()
              ? Decision.record(request, new HostEvent.ServiceStopped(stop.reason()), done)
              : Decision.only(done);
      case HostCommand.ReserveLinkNumbers reserve -> reserve(state, request, reserve.count());
      case HostCommand.Anchor anchor -> Decision.record(request, anchor.anchor(), done);
      case HostCommand.ChangeReconcilePolicy change ->
          Decision.record(request, new HostEvent.ReconcilePolicyChanged(change.policy()), done);
      case HostCommand.ChangeRetentionPolicy change ->
          Decision.record(request, new HostEvent.RetentionPolicyChanged(change.policy()), done);
      case HostCommand.RemoveOrphan remove -> remove(view, state, request, remove.object());
      case HostCommand.Mount _ ->
          Decision.only(new Effect.Perform(new HostTask.Mount(request.operation())));
      case HostCommand.StartRun start -> Decision.record(request, start.run(), done);
      case HostCommand.FinishRun finish ->
          state.openRun().equals(Optional.of(finish.run().run()))
              ? Decision.record(request, finish.run(), done)
              : refuse(
                  request,
                  Refusal.Reason.CONFLICT,
                  "run " + finish.run().run() + " is not the one that began last");
      case HostCommand.RecordCollection collection ->
          Decision.record(request, collection.collection(), done);
    };
  }

  /** As many as are left, when fewer are left than asked for. */
  private static Decision<HostCommand, HostEvent> reserve(
      HostState state, Request<HostCommand> request, int count) {
    Optional<LinkNumber> first = state.nextNumber();
    if (first.isEmpty() || count < 1) {
      return refuse(
          request,
          Refusal.Reason.LIMIT,
          "all " + LinkNumber.MAX + " link numbers were given; none is given twice");
    }
    int given = (int) Math.min(count, LinkNumber.MAX - first.get().value() + 1);
    return Decision.record(
        request,
        new HostEvent.LinkNumbersReserved(first.get(), given),
        new Effect.Reply(request.operation(), new Outcome.Reserved(first.get(), given)));
  }

  private static Decision<HostCommand, HostEvent> remove(
      View view, HostState state, Request<HostCommand> request, String object) {
    if (state.removals().containsKey(request.operation())) {
      return Decision.nothing(); // it is under way, and answered when it is over
    }
    return new Orphan(object)
        .claim(view.ledger())
        .map(claim -> refuse(request, Refusal.Reason.CONFLICT, object + ": " + claim))
        .orElseGet(
            () ->
                Decision.record(
                    request,
                    new HostEvent.OrphanRemovalRequested(request.operation(), object),
                    removal(request.operation(), object)));
  }

  private static Effect removal(Ulid operation, String object) {
    return new Effect.Perform(new HostTask.RemoveOrphan(operation, object));
  }

  /** What was to be removed when the service ended is removed now. */
  private static Decision<HostCommand, HostEvent> goOn(HostState state) {
    return Decision.only(
        state.removals().entrySet().stream()
            .map(removal -> removal(removal.getKey(), removal.getValue()))
            .toArray(Effect[]::new));
  }

  private static Decision<HostCommand, HostEvent> performed(
      HostState state, HostTask task, KernelAnswer answer) {
    Ulid operation = task.operation();
    return switch (task) {
      case HostTask.Mount _ -> Decision.only(new Effect.Reply(operation, mounted(answer)));
      case HostTask.RemoveOrphan _ when !state.removals().containsKey(operation) ->
          Decision.nothing();
      case HostTask.RemoveOrphan _ ->
          Decision.record(
              answer instanceof HostAnswer.OrphanGone
                  ? new HostEvent.OrphanRemoved(operation)
                  : new HostEvent.OrphanRemovalFailed(operation, failure(answer)));
    };
  }

  private static Outcome mounted(KernelAnswer answer) {
    return answer instanceof HostAnswer.Mounted
        ? Outcome.DONE
        : new Outcome.Failed(failure(answer));
  }

  private static Failure failure(KernelAnswer answer) {
    return switch (answer) {
      case HostAnswer.OrphanKept(Failure failure) -> failure;
      case HostAnswer.MountRefused(Failure failure) -> failure;
      case KernelAnswer.Broken(String why) -> LinkSteps.interrupted(why);
      case KernelAnswer other -> LinkSteps.blocked("it was answered with " + other);
    };
  }

  private static Decision<HostCommand, HostEvent> refuse(
      Request<HostCommand> request, Refusal.Reason reason, String why) {
    return Decision.only(new Effect.Reply(request.operation(), Outcome.refused(reason, why)));
  }

  @Override
  public Map<Ulid, Outcome> concluded(
      StreamId self, HostState before, HostEvent event, HostState after) {
    return switch (event) {
      case HostEvent.OrphanRemoved removed -> Map.of(removed.operation(), Outcome.DONE);
      case HostEvent.OrphanRemovalFailed failed ->
          Map.of(failed.operation(), new Outcome.Failed(failed.failure()));
      case HostEvent _ -> Map.of();
    };
  }

  @Override
  public boolean willConclude(View view, HostState state, Ulid operation) {
    return state.removals().containsKey(operation);
  }
}
