package io.bpfledger.core.machine;

import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.RepairEvent.RepairFailed;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.event.RepairEvent.Repinned;
import io.bpfledger.journal.event.RepairEvent.ResidueRemoved;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LinkState.Attached;
import io.bpfledger.journal.state.LinkState.Lost;
import io.bpfledger.journal.state.LinkState.Present;
import io.bpfledger.journal.state.Repairs.Repair;
import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/**
 * How a link is put right: the intent is recorded, and what is then done to the kernel looks first,
 * and changes as little as it can. Who stands on a hook asks its dispatcher, who knows.
 */
final class LinkRepair {

  private LinkRepair() {}

  static Decision<LinkCommand, LinkEvent> begin(
      View view, Present link, Request<LinkCommand> request, LinkCommand.Repair repair) {
    Optional<Ulid> underWay = link.underWay();
    if (underWay.equals(Optional.of(request.operation()))) {
      return Decision.nothing(); // it is answered when it is over
    }
    if (underWay.isPresent()) {
      return refuse(request, link, "operation " + underWay.get() + " is under way");
    }
    return switch (link) {
      case Attached attached ->
          repair.decision() == io.bpfledger.journal.value.Decision.DELETE
              ? refuse(request, link, "it is attached; detach it")
              : begin(view, attached, attached.standing(), request, repair);
      case Lost lost -> begin(view, lost, lost.last(), request, repair);
      case LinkState.Failed _, LinkState.Detached _ ->
          repair.decision() == io.bpfledger.journal.value.Decision.DELETE
              ? requested(request, repair, removal(view, link, request.operation(), repair))
              : refuse(request, link, "its life is over; only what is left of it can be removed");
      case LinkState.Attaching _, LinkState.Detaching _ -> Decision.nothing(); // something is open
    };
  }

  private static Decision<LinkCommand, LinkEvent> begin(
      View view,
      Present link,
      Standing last,
      Request<LinkCommand> request,
      LinkCommand.Repair repair) {
    Ulid operation = request.operation();
    if (repair.decision() == io.bpfledger.journal.value.Decision.DELETE) {
      return requested(request, repair, removal(view, link, operation, repair));
    }
    Optional<Load> program = LinkSteps.loadedHere(view, link.link().program());
    if (program.isEmpty()) {
      return refuse(request, link, LinkSteps.unloaded(view, link.link().program()));
    }
    Optional<HookKey> hook = link.link().attachment().hook();
    Optional<Hold.ByLink> hold =
        last.hold() instanceof Hold.ByLink own ? Optional.of(own) : Optional.empty();
    return switch (repair.decision()) {
      case RECREATE ->
          requested(
              request,
              repair,
              hook.map(at -> LinkSteps.join(view, at, operation))
                  .orElseGet(
                      () ->
                          new Effect.Perform(
                              new LinkTask.Recreate(
                                  operation,
                                  LinkSteps.self(view),
                                  link.link().attachment(),
                                  program.get(),
                                  hold))));
      case ADOPT, REPIN ->
          requested(
              request,
              repair,
              hook.map(at -> LinkSteps.join(view, at, operation))
                  .orElseGet(
                      () ->
                          new Effect.Perform(
                              new LinkTask.Adopt(
                                  operation,
                                  LinkSteps.self(view),
                                  link.link().attachment(),
                                  program.get(),
                                  hold))));
      case OK, FINISH_FORWARD, ROLL_BACK, DELETE, REPORT, DEFER ->
          refuse(request, link, repair.decision().word() + " is nothing that a link does");
    };
  }

  private static Effect removal(
      View view, Present link, Ulid operation, LinkCommand.Repair repair) {
    return new Effect.Perform(
        new LinkTask.RemoveResidue(
            operation,
            LinkSteps.self(view),
            link.link().attachment(),
            link.link().program(),
            LinkSteps.loadedHere(view, link.link().program()),
            repair.objects()));
  }

  private static Decision<LinkCommand, LinkEvent> requested(
      Request<LinkCommand> request, LinkCommand.Repair repair, Effect effect) {
    return Decision.record(
        request,
        new RepairRequested(request.operation(), repair.decision(), repair.finding()),
        effect);
  }

  private static Decision<LinkCommand, LinkEvent> refuse(
      Request<LinkCommand> request, Present link, String why) {
    return Decision.only(
        new Effect.Reply(
            request.operation(),
            Outcome.refused(Refusal.Reason.CONFLICT, "link " + link.link().number() + ": " + why)));
  }

  /** The repair of a link that rests otherwise. */
  static Optional<Repair> of(LinkState state, Ulid operation) {
    return switch (state) {
      case Attached _, Lost _, LinkState.Failed _, LinkState.Detached _ ->
          state.repairs().underWay().filter(repair -> repair.operation().equals(operation));
      case LinkState.Absent _, LinkState.Attaching _, LinkState.Detaching _ -> Optional.empty();
    };
  }

  /** It stands. */
  static Decision<LinkCommand, LinkEvent> stands(
      LinkState state, Repair repair, Standing standing) {
    return switch (state) {
      case Attached attached ->
          repair.decision() == io.bpfledger.journal.value.Decision.REPIN
                  && attached.standing().equals(standing)
                  && standing.hold() instanceof Hold.ByLink hold
              ? Decision.record(new Repinned(repair.operation(), hold.pin()))
              : LinkSteps.attached(attached, standing);
      case Lost lost -> LinkSteps.attached(lost, standing);
      case LinkState.Absent _,
          LinkState.Attaching _,
          LinkState.Failed _,
          LinkState.Detaching _,
          LinkState.Detached _ ->
          failed(repair, LinkSteps.blocked("it stands, though its life is over"));
    };
  }

  static Decision<LinkCommand, LinkEvent> removed(
      Repair repair, List<String> removed, List<String> leftovers) {
    return leftovers.isEmpty()
        ? Decision.record(new ResidueRemoved(repair.operation(), removed))
        : failed(repair, LinkSteps.blocked(String.join("; ", leftovers)));
  }

  static Decision<LinkCommand, LinkEvent> failed(Repair repair, Failure failure) {
    return Decision.record(new RepairFailed(repair.operation(), failure));
  }

  /** What its dispatcher says. If it comes to run later than that, the dispatcher tells so. */
  static Decision<LinkCommand, LinkEvent> joined(
      LinkState state, Repair repair, Answer<Outcome> answer) {
    return switch (answer) {
      case Answer.Done<Outcome>(_, Outcome.Joined(var hold, var program, var device)) ->
          stands(state, repair, new Standing(hold, program, Optional.of(device)));
      case Answer.Done<Outcome>(_, Outcome.Failed(Failure failure)) -> failed(repair, failure);
      case Answer.Done<Outcome> _, Answer.NotDone<Outcome> _, Answer.InDoubt<Outcome> _ ->
          failed(repair, LinkSteps.blocked(Outcome.words(answer)));
    };
  }
}
