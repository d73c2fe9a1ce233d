package io.bpfledger.core.machine;

import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkAnswer.AttachRefused;
import io.bpfledger.core.task.LinkAnswer.DetachRefused;
import io.bpfledger.core.task.LinkAnswer.LinkAttached;
import io.bpfledger.core.task.LinkAnswer.LinkDetached;
import io.bpfledger.core.task.LinkAnswer.LinkSurveyed;
import io.bpfledger.core.task.LinkAnswer.LinkWithdrawn;
import io.bpfledger.core.task.LinkAnswer.ResidueGone;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LinkState.Attaching;
import io.bpfledger.journal.state.LinkState.Detaching;
import io.bpfledger.journal.state.Repairs.Repair;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How a link decides.
 *
 * <p>An attach is looked at twice: first its intent is recorded, and the request goes on waiting;
 * when the intent is durable it comes again, and now the program is looked at once more. A program
 * that is unloaded meanwhile either sees this intent and waits for the link, or is seen by it.
 */
public final class LinkMachine implements Machine<LinkState, LinkCommand, LinkEvent> {

  @Override
  public Decision<LinkCommand, LinkEvent> decide(
      View view, LinkState state, Input<LinkCommand> input) {
    return switch (input) {
      case Input.Asked<LinkCommand>(var requests) -> LinkRequests.decide(view, state, requests);
      case Input.Performed<LinkCommand>(LinkTask task, LinkAnswer answer) ->
          performed(view, state, task, answer);
      case Input.Performed<LinkCommand>(LinkTask task, KernelAnswer.Broken(String why)) ->
          broken(view, state, task, why);
      // Answers to other entities' tasks come to those.
      case Input.Performed<LinkCommand> _ -> Decision.nothing();
      case Input.Answered<LinkCommand>(_, var operation, var command, var answer) ->
          answered(view, state, operation, command, answer);
      case Input.Recovered<LinkCommand>(boolean restarted) ->
          LinkSettlement.recovered(view, state, restarted);
    };
  }

  private static Decision<LinkCommand, LinkEvent> performed(
      View view, LinkState state, LinkTask task, LinkAnswer answer) {
    if (!LinkSteps.waitsFor(state, task.operation())) {
      return settledMeanwhile(view, state, task, answer);
    }
    Optional<Repair> repair = LinkRepair.of(state, task.operation());
    if (repair.isPresent()) {
      return repaired(view, state, repair.get(), answer);
    }
    return switch (answer) {
      case LinkAttached(var standing) when state instanceof Attaching attaching ->
          LinkSteps.attached(attaching, standing);
      case AttachRefused(Failure failure, List<String> leftovers)
          when state instanceof Attaching attaching ->
          LinkSteps.attachFailed(attaching, failure, leftovers);
      case LinkWithdrawn(List<String> leftovers)
          when state instanceof Attaching attaching
              && task instanceof LinkTask.Withdraw(_, _, _, _, Failure why) ->
          LinkSteps.attachFailed(attaching, why, leftovers);
      case LinkDetached _ when state instanceof Detaching detaching ->
          LinkSteps.detached(detaching);
      case DetachRefused(Failure failure) when state instanceof Detaching detaching ->
          LinkSteps.detachFailed(detaching, failure);
      case LinkSurveyed(var observation) -> LinkSettlement.settle(view, state, observation);
      case LinkAttached _,
          AttachRefused _,
          LinkWithdrawn _,
          LinkDetached _,
          DetachRefused _,
          ResidueGone _ ->
          Decision.nothing();
    };
  }

  private static Decision<LinkCommand, LinkEvent> repaired(
      View view, LinkState state, Repair repair, LinkAnswer answer) {
    return switch (answer) {
      case LinkAttached(var standing) -> LinkRepair.stands(state, repair, standing);
      case AttachRefused(Failure failure, _) -> LinkRepair.failed(repair, failure);
      case ResidueGone(List<String> removed, List<String> leftovers) ->
          LinkRepair.removed(repair, removed, leftovers);
      case LinkSurveyed(var observation) -> LinkSettlement.settle(view, state, observation);
      case LinkWithdrawn _, LinkDetached _, DetachRefused _ -> Decision.nothing();
    };
  }

  /** What was attached for a link whose life is over does not stay. */
  private static Decision<LinkCommand, LinkEvent> settledMeanwhile(
      View view, LinkState state, LinkTask task, LinkAnswer answer) {
    return state.ended()
            && answer instanceof LinkAttached(Standing(Hold.ByLink hold, var program, _))
        ? Decision.only(
            new Effect.Perform(
                new LinkTask.Detach(task.operation(), LinkSteps.self(view), hold, program)))
        : Decision.nothing();
  }

  /** A mistake of ours would happen again, so nothing is simply tried again. */
  private static Decision<LinkCommand, LinkEvent> broken(
      View view, LinkState state, LinkTask task, String why) {
    if (!LinkSteps.waitsFor(state, task.operation())) {
      return Decision.nothing();
    }
    Failure failure = LinkSteps.interrupted(why);
    Optional<Repair> repair = LinkRepair.of(state, task.operation());
    if (repair.isPresent()) {
      return LinkRepair.failed(repair.get(), failure);
    }
    return switch (task) {
      case LinkTask.Attach _ when state instanceof Attaching attaching ->
          LinkSteps.withdraw(view, attaching, failure);
      case LinkTask.Detach _ when state instanceof Detaching detaching ->
          LinkSteps.detachFailed(detaching, failure);
      // It stays as it is until somebody brings an observation.
      case LinkTask.Attach _, LinkTask.Detach _, LinkTask.Survey _, LinkTask.Withdraw _ ->
          Decision.nothing();
      case LinkTask.Recreate _, LinkTask.Adopt _, LinkTask.RemoveResidue _ -> Decision.nothing();
    };
  }

  private static Decision<LinkCommand, LinkEvent> answered(
      View view, LinkState state, Ulid operation, Command command, Answer<Outcome> answer) {
    Optional<Repair> repair = LinkRepair.of(state, operation);
    return switch (command) {
      case DispatcherCommand.Join _ when repair.isPresent() ->
          LinkRepair.joined(state, repair.get(), answer);
      case DispatcherCommand.Join _ -> LinkMembership.joined(view, state, operation, answer);
      case DispatcherCommand.Leave _ -> LinkMembership.left(view, state, operation, answer);
      case DispatcherCommand _, ProgramCommand _, LinkCommand _, HostCommand _ ->
          Decision.nothing();
    };
  }

  @Override
  public Map<Ulid, Outcome> concluded(
      StreamId self, LinkState before, LinkEvent event, LinkState after) {
    return switch (event) {
      case LinkEvent.Attached attached -> ended(before, attached.operation(), Outcome.DONE);
      case LinkEvent.AttachFailed failed ->
          ended(before, failed.operation(), new Outcome.Failed(failed.failure()));
      case LinkEvent.Detached detached -> ended(before, detached.operation(), Outcome.DONE);
      case LinkEvent.DetachFailed failed ->
          ended(before, failed.operation(), new Outcome.Failed(failed.failure()));
      case RepairEvent.Repinned repinned -> Map.of(repinned.operation(), Outcome.DONE);
      case RepairEvent.ResidueRemoved removed -> Map.of(removed.operation(), Outcome.DONE);
      case RepairEvent.RepairFailed failed ->
          Map.of(failed.operation(), new Outcome.Failed(failed.failure()));
      case LinkEvent.AttachRequested _,
          LinkEvent.DetachRequested _,
          LinkEvent.LinkLost _,
          LabelsChanged _,
          PolicyChanged _,
          RepairEvent.RepairRequested _,
          RepairEvent.RepairsSuspended _,
          RepairEvent.RepairsResumed _ ->
          Map.of();
    };
  }

  /** A repair that attaches or detaches ends what was asked for as well. */
  private static Map<Ulid, Outcome> ended(LinkState before, Ulid operation, Outcome outcome) {
    Map<Ulid, Outcome> ended = new HashMap<>();
    ended.put(operation, outcome);
    LinkSteps.asked(before).ifPresent(asked -> ended.put(asked, outcome));
    return Map.copyOf(ended);
  }

  @Override
  public boolean willConclude(View view, LinkState state, Ulid operation) {
    return LinkSteps.waitsFor(state, operation);
  }
}
