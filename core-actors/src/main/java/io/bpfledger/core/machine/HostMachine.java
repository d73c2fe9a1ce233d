package io.bpfledger.core.machine;

import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How a host decides: at once, as nothing it does takes time. */
public final class HostMachine implements Machine<HostState, HostCommand, HostEvent> {

  @Override
  public Decision<HostCommand, HostEvent> decide(
      View view, HostState state, Input<HostCommand> input) {
    return switch (input) {
      case Input.Asked<HostCommand>(List<Request<HostCommand>> requests) ->
          decide(state, requests.getFirst()).deferring(requests.subList(1, requests.size()));
      case Input.Performed<HostCommand> _,
          Input.Answered<HostCommand> _,
          Input.Recovered<HostCommand> _ ->
          Decision.nothing();
    };
  }

  private static Decision<HostCommand, HostEvent> decide(
      HostState state, Request<HostCommand> request) {
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
    };
  }

  /** As many as are left, when fewer are left than asked for. */
  private static Decision<HostCommand, HostEvent> reserve(
      HostState state, Request<HostCommand> request, int count) {
    Optional<LinkNumber> first = state.nextNumber();
    if (first.isEmpty() || count < 1) {
      return Decision.only(
          new Effect.Reply(
              request.operation(),
              Outcome.refused(
                  Refusal.Reason.LIMIT,
                  "all " + LinkNumber.MAX + " link numbers were given; none is given twice")));
    }
    int given = (int) Math.min(count, LinkNumber.MAX - first.get().value() + 1);
    return Decision.record(
        request,
        new HostEvent.LinkNumbersReserved(first.get(), given),
        new Effect.Reply(request.operation(), new Outcome.Reserved(first.get(), given)));
  }

  @Override
  public Map<Ulid, Outcome> concluded(
      StreamId self, HostState before, HostEvent event, HostState after) {
    return Map.of();
  }
}
