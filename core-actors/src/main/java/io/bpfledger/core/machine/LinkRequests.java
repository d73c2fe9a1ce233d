package io.bpfledger.core.machine;

import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LinkState.Attached;
import io.bpfledger.journal.state.LinkState.Attaching;
import io.bpfledger.journal.state.LinkState.Detaching;
import io.bpfledger.journal.state.LinkState.Lost;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.RestartPolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What a link makes of commands: the first that can be decided now is, the others wait. */
final class LinkRequests {

  private LinkRequests() {}

  static Decision<LinkCommand, LinkEvent> decide(
      View view, LinkState state, List<Request<LinkCommand>> requests) {
    for (int at = 0; at < requests.size(); at++) {
      Optional<Decision<LinkCommand, LinkEvent>> decision = decide(view, state, requests.get(at));
      if (decision.isPresent()) {
        List<Request<LinkCommand>> others = new ArrayList<>(requests);
        others.remove(at);
        return decision.get().deferring(others);
      }
    }
    return Decision.defer(requests);
  }

  /** Empty when it must wait. */
  private static Optional<Decision<LinkCommand, LinkEvent>> decide(
      View view, LinkState state, Request<LinkCommand> request) {
    return switch (request.command()) {
      case LinkCommand.Attach attach -> Optional.of(attach(view, state, request, attach));
      case LinkCommand.Detach _ -> detach(view, state, request);
      case LinkCommand.ChangeLabels change ->
          Optional.of(change(view, state, request, new LabelsChanged(change.labels())));
      case LinkCommand.ChangePolicy change ->
          Optional.of(change(view, state, request, new PolicyChanged(change.policy())));
      case LinkCommand.Lose(Loss loss) -> lose(view, state, request, loss);
      case LinkCommand.Return(var hold, var program, var device) ->
          putBack(view, state, request, new Standing(hold, program, Optional.of(device)));
      case LinkCommand.Settle(var observation) ->
          Optional.of(
              LinkSettlement.settle(view, state, observation).and(reply(request, Outcome.DONE)));
      case LinkCommand.LookAgain _ ->
          Optional.of(
              LinkSettlement.recovered(view, state, false).and(reply(request, Outcome.DONE)));
      case LinkCommand.Repair repair ->
          Optional.of(
              state instanceof LinkState.Present link
                  ? LinkRepair.begin(view, link, request, repair)
                  : unknown(view, request));
      case LinkCommand.SuspendRepairs(var suspension) ->
          aside(view, state, request, new RepairEvent.RepairsSuspended(suspension));
      case LinkCommand.ResumeRepairs _ ->
          aside(view, state, request, new RepairEvent.RepairsResumed());
    };
  }

  private static Decision<LinkCommand, LinkEvent> attach(
      View view, LinkState state, Request<LinkCommand> request, LinkCommand.Attach attach) {
    return switch (state) {
      case LinkState.Absent _ ->
          LinkSteps.loadedHere(view, attach.program()).isPresent()
              ? Decision.<LinkCommand, LinkEvent>record(
                      request,
                      new LinkEvent.AttachRequested(
                          request.operation(),
                          attach.number(),
                          attach.program(),
                          attach.attachment(),
                          attach.labels(),
                          attach.policy()))
                  .deferring(List.of(request))
              : refuse(
                  request,
                  view.ledger().program(attach.program()).isPresent()
                      ? Refusal.Reason.CONFLICT
                      : Refusal.Reason.NOT_FOUND,
                  LinkSteps.unloaded(view, attach.program()) + "; load it first");
      case Attaching attaching when attaching.operation().equals(request.operation()) ->
          LinkSteps.attach(view, attaching);
      case LinkState.Present present ->
          refuse(
              request,
              Refusal.Reason.EXISTS,
              "%s exists and is %s; attach another one".formatted(name(present), present.phase()));
    };
  }

  private static Optional<Decision<LinkCommand, LinkEvent>> detach(
      View view, LinkState state, Request<LinkCommand> request) {
    return switch (state) {
      case LinkState.Absent _ -> Optional.of(unknown(view, request));
      case Attaching _, Detaching _ -> Optional.empty();
      case Attached attached ->
          whenIdle(attached, () -> detach(view, attached, attached.standing(), request));
      case Lost lost -> whenIdle(lost, () -> detach(view, lost, lost.last(), request));
      case LinkState.Failed ended -> Optional.of(over(ended, request));
      case LinkState.Detached ended -> Optional.of(over(ended, request));
    };
  }

  private static Decision<LinkCommand, LinkEvent> detach(
      View view, LinkState.Present link, Standing standing, Request<LinkCommand> request) {
    return Decision.record(
        request,
        new LinkEvent.DetachRequested(request.operation()),
        LinkSteps.detach(view, link.link(), standing, request.operation()));
  }

  private static Decision<LinkCommand, LinkEvent> change(
      View view, LinkState state, Request<LinkCommand> request, LinkEvent change) {
    return switch (state) {
      case LinkState.Absent _ -> unknown(view, request);
      case LinkState.Present present when present.ended() -> over(present, request);
      case LinkState.Present _ -> Decision.record(request, change, reply(request, Outcome.DONE));
    };
  }

  /** What is said about repairs waits for the one that is under way. */
  private static Optional<Decision<LinkCommand, LinkEvent>> aside(
      View view, LinkState state, Request<LinkCommand> request, LinkEvent event) {
    if (!(state instanceof LinkState.Present present)) {
      return Optional.of(unknown(view, request));
    }
    return present.repairs().underWay().isPresent()
        ? Optional.empty()
        : Optional.of(Decision.record(request, event, reply(request, Outcome.DONE)));
  }

  private static Optional<Decision<LinkCommand, LinkEvent>> lose(
      View view, LinkState state, Request<LinkCommand> request, Loss loss) {
    return switch (state) {
      case LinkState.Absent _ -> Optional.of(unknown(view, request));
      case Attaching _, Detaching _ -> Optional.empty();
      case Attached attached ->
          whenIdle(
              attached,
              () ->
                  Decision.record(
                      request, new LinkEvent.LinkLost(loss), reply(request, Outcome.DONE)));
      // There is nothing to lose.
      case Lost _, LinkState.Failed _, LinkState.Detached _ ->
          Optional.of(Decision.only(reply(request, Outcome.DONE)));
    };
  }

  private static Optional<Decision<LinkCommand, LinkEvent>> putBack(
      View view, LinkState state, Request<LinkCommand> request, Standing standing) {
    return switch (state) {
      case LinkState.Absent _ -> Optional.of(unknown(view, request));
      case Attaching _, Detaching _ -> Optional.empty();
      case Attached attached ->
          attached.standing().equals(standing)
              ? Optional.of(Decision.only(reply(request, Outcome.DONE)))
              : whenIdle(attached, () -> repaired(request, standing, "link.moved"));
      case Lost lost ->
          lost.link().policy().restart() == RestartPolicy.ENSURE
              ? whenIdle(
                  lost, () -> repaired(request, standing, "link." + lost.loss().reason().word()))
              : Optional.of(
                  refuse(
                      request,
                      Refusal.Reason.CONFLICT,
                      name(lost) + " is lost and not to be brought back by its policy"));
      case LinkState.Failed ended -> Optional.of(over(ended, request));
      case LinkState.Detached ended -> Optional.of(over(ended, request));
    };
  }

  private static Decision<LinkCommand, LinkEvent> repaired(
      Request<LinkCommand> request, Standing standing, String finding) {
    return new Decision<>(
        Optional.of(request),
        List.of(
            new RepairEvent.RepairRequested(
                request.operation(), io.bpfledger.journal.value.Decision.RECREATE, finding),
            LinkSteps.attachedBy(request.operation(), standing)),
        List.of(),
        List.of());
  }

  /** A link that is being repaired does one thing after the other. */
  private static Optional<Decision<LinkCommand, LinkEvent>> whenIdle(
      LinkState.Present link, Supplier<Decision<LinkCommand, LinkEvent>> then) {
    return link.underWay().isPresent() ? Optional.empty() : Optional.of(then.get());
  }

  private static Decision<LinkCommand, LinkEvent> unknown(View view, Request<LinkCommand> request) {
    return refuse(request, Refusal.Reason.NOT_FOUND, "there is no link " + LinkSteps.self(view));
  }

  private static Decision<LinkCommand, LinkEvent> over(
      LinkState.Present link, Request<LinkCommand> request) {
    return refuse(
        request,
        Refusal.Reason.NOT_FOUND,
        "%s is %s; its life is over".formatted(name(link), link.phase()));
  }

  private static Decision<LinkCommand, LinkEvent> refuse(
      Request<LinkCommand> request, Refusal.Reason reason, String message) {
    return Decision.only(reply(request, Outcome.refused(reason, message)));
  }

  private static Effect reply(Request<LinkCommand> request, Outcome outcome) {
    return new Effect.Reply(request.operation(), outcome);
  }

  private static String name(LinkState.Present link) {
    return "link " + link.link().number();
  }
}
