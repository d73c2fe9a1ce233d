package io.bpfledger.core.machine;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HostAnswer;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.DispatcherEvent.DispatcherLost;
import io.bpfledger.journal.event.DispatcherEvent.RevisionPlanned;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.RepairEvent.RepairFailed;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.event.RepairEvent.RepairsResumed;
import io.bpfledger.journal.event.RepairEvent.RepairsSuspended;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.state.Repairs;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dispatcher that is doing nothing: nobody ever came, all left, a revision runs, or is lost. */
record RestingDispatcher(HookMembership hook, DispatcherState state) {

  /** What a dispatcher's loss is called that is mended when its device comes back. */
  static final String TARGET_GONE = "link.target-gone";

  Decision<DispatcherCommand, DispatcherEvent> decide(Input<DispatcherCommand> input) {
    return switch (input) {
      case Input.Asked<DispatcherCommand>(List<Request<DispatcherCommand>> requests) ->
          state.underWay().isPresent() ? askedMeanwhile(requests) : asked(requests);
      case Input.Performed<DispatcherCommand>(KernelTask task, KernelAnswer answer) ->
          performed(task, answer);
      case Input.Recovered<DispatcherCommand> _ -> recovered();
      // Links hear of their loss and of their return; if they do not, the reconciler sees it.
      case Input.Answered<DispatcherCommand> _ -> Decision.nothing();
    };
  }

  /** While it is repaired, all others wait. */
  private Decision<DispatcherCommand, DispatcherEvent> askedMeanwhile(
      List<Request<DispatcherCommand>> requests) {
    for (Request<DispatcherCommand> request : requests) {
      boolean looks = request.command() instanceof DispatcherCommand.LookAgain;
      if (looks || request.command() instanceof DispatcherCommand.Repair) {
        List<Request<DispatcherCommand>> rest = new ArrayList<>(requests);
        rest.remove(request);
        return (looks
                ? recovered().and(new Effect.Reply(request.operation(), Outcome.DONE))
                : busy(hook, state, request))
            .deferring(rest);
      }
    }
    return Decision.defer(requests);
  }

  /** One thing after the other; whoever asks twice for the same hears when it is over. */
  static Decision<DispatcherCommand, DispatcherEvent> busy(
      HookMembership hook, DispatcherState state, Request<DispatcherCommand> request) {
    Optional<Ulid> underWay = state.underWay();
    return underWay.equals(Optional.of(request.operation()))
        ? Decision.nothing()
        : refuse(
            request,
            Refusal.Reason.CONFLICT,
            "%s: operation %s is under way"
                .formatted(
                    hook.hook().describe(), underWay.map(Ulid::toString).orElse("of nobody")));
  }

  private static Decision<DispatcherCommand, DispatcherEvent> refuse(
      Request<DispatcherCommand> request, Refusal.Reason reason, String message) {
    return Decision.only(new Effect.Reply(request.operation(), Outcome.refused(reason, message)));
  }

  private Decision<DispatcherCommand, DispatcherEvent> asked(
      List<Request<DispatcherCommand>> requests) {
    Request<DispatcherCommand> first = requests.getFirst();
    List<Request<DispatcherCommand>> rest = requests.subList(1, requests.size());
    return switch (first.command()) {
      case DispatcherCommand.Join _, DispatcherCommand.Leave _ ->
          membershipChange().decide(requests);
      case DispatcherCommand.ChangePolicy change -> changePolicy(first, change).deferring(rest);
      case DispatcherCommand.Lose lose -> lose(first, lose).deferring(rest);
      case DispatcherCommand.Return _ -> comeBack(first).deferring(rest);
      // Nothing is open here.
      case DispatcherCommand.Settle _, DispatcherCommand.LookAgain _ -> done(first).deferring(rest);
      case DispatcherCommand.Repair repair ->
          (state instanceof DispatcherState.Present present
                  ? new RepairingDispatcher(hook, present).begin(first, repair)
                  : unknown(first))
              .deferring(rest);
      case DispatcherCommand.SuspendRepairs(var suspension) ->
          aside(first, new RepairsSuspended(suspension)).deferring(rest);
      case DispatcherCommand.ResumeRepairs _ -> aside(first, new RepairsResumed()).deferring(rest);
    };
  }

  private MembershipChange membershipChange() {
    return switch (state) {
      case DispatcherState.Active active ->
          new MembershipChange(
              hook, active.dispatcher().lastNumber(), Optional.of(active.live()), false);
      case DispatcherState.Lost lost ->
          new MembershipChange(
              hook, lost.dispatcher().lastNumber(), Optional.of(lost.last()), true);
      case DispatcherState.Vacant vacant ->
          new MembershipChange(hook, vacant.dispatcher().lastNumber(), Optional.empty(), false);
      case DispatcherState.Absent _, DispatcherState.Building _, DispatcherState.Removing _ ->
          new MembershipChange(hook, 0, Optional.empty(), false);
    };
  }

  private static Decision<DispatcherCommand, DispatcherEvent> done(
      Request<DispatcherCommand> request) {
    return Decision.only(new Effect.Reply(request.operation(), Outcome.DONE));
  }

  private Decision<DispatcherCommand, DispatcherEvent> changePolicy(
      Request<DispatcherCommand> request, DispatcherCommand.ChangePolicy change) {
    return aside(request, new PolicyChanged(change.policy()));
  }

  private Decision<DispatcherCommand, DispatcherEvent> aside(
      Request<DispatcherCommand> request, DispatcherEvent event) {
    return state instanceof DispatcherState.Absent
        ? unknown(request)
        : Decision.record(request, event, new Effect.Reply(request.operation(), Outcome.DONE));
  }

  private Decision<DispatcherCommand, DispatcherEvent> unknown(Request<DispatcherCommand> request) {
    return refuse(
        request, Refusal.Reason.NOT_FOUND, hook.hook().describe() + " never had a member");
  }

  private Decision<DispatcherCommand, DispatcherEvent> lose(
      Request<DispatcherCommand> request, DispatcherCommand.Lose lose) {
    Loss loss = lose.loss();
    if (!(state instanceof DispatcherState.Active active)
        || lose.revision().filter(seen -> seen != active.live().revision().number()).isPresent()) {
      return done(request); // what was seen to be lost does not run any more
    }
    Decision<DispatcherCommand, DispatcherEvent> decision =
        Decision.record(request, new DispatcherLost(loss));
    for (Effect effect :
        losing(hook, active.live(), active.dispatcher().lastNumber(), request.operation(), loss)) {
      decision = decision.and(effect);
    }
    return decision.and(new Effect.Reply(request.operation(), Outcome.DONE));
  }

  /** What follows when a revision runs no more: its links are told, and what is left is removed. */
  static List<Effect> losing(
      HookMembership hook, LiveRevision live, long lastNumber, Ulid operation, Loss loss) {
    List<Effect> effects = new ArrayList<>();
    if (loss.reason() == LossReason.TARGET_GONE) {
      // A defunct link and old revisions keep programs alive that nothing runs.
      effects.add(
          new Effect.Perform(new DispatcherTask.Clear(operation, hook.hook(), live, lastNumber)));
    }
    effects.addAll(tellLoss(hook, live.revision().members(), operation, loss));
    return effects;
  }

  /**
   * Tells the links that still take themselves for attached, and those that are busy: they hear it
   * when they are done.
   */
  static List<Effect> tellLoss(
      HookMembership hook, List<Revision.Member> members, Ulid operation, Loss loss) {
    List<Effect> effects = new ArrayList<>();
    for (Revision.Member member : members) {
      hook.link(member.link())
          .filter(link -> !link.state().ended() && !(link.state() instanceof LinkState.Lost))
          .ifPresent(
              link ->
                  effects.add(
                      new Effect.Send(
                          StreamId.of(link.key()), operation, new LinkCommand.Lose(loss))));
    }
    return effects;
  }

  private Decision<DispatcherCommand, DispatcherEvent> comeBack(
      Request<DispatcherCommand> request) {
    if (!(state instanceof DispatcherState.Lost lost)) {
      return done(request);
    }
    List<Revision.Member> members =
        HookMembership.inOrder(
            lost.members().stream().filter(hook::isReady).filter(hook::isEnsured).toList());
    if (members.isEmpty()) {
      return done(request);
    }
    Ulid operation = request.operation();
    Revision revision = new Revision(lost.dispatcher().lastNumber() + 1, members);
    return new Decision<>(
        Optional.of(request),
        List.of(
            new RepairRequested(
                operation, io.bpfledger.journal.value.Decision.RECREATE, TARGET_GONE),
            new RevisionPlanned(operation, revision, List.of(operation))),
        List.of(new Effect.Perform(hook.place(operation, revision, Optional.empty()))),
        List.of());
  }

  private Decision<DispatcherCommand, DispatcherEvent> performed(
      KernelTask task, KernelAnswer answer) {
    Optional<Repairs.Repair> repair =
        state.repairs().underWay().filter(its -> its.operation().equals(task.operation()));
    if (repair.isPresent() && state instanceof DispatcherState.Present present) {
      return new RepairingDispatcher(hook, present).performed(repair.get(), task, answer);
    }
    if (!(task instanceof DispatcherTask.Clear clear)) {
      return Decision.nothing(); // a sweep, or too late to matter
    }
    Outcome outcome =
        switch (answer) {
          case DispatcherAnswer.HookCleared _ -> Outcome.DONE;
          case DispatcherAnswer.ClearRefused refused -> new Outcome.Failed(refused.failure());
          case KernelAnswer.Broken broken -> new Outcome.Failed(new Failure.Blocked(broken.why()));
          case DispatcherAnswer _, LinkAnswer _, ProgramAnswer _, HostAnswer _ ->
              mistaken(task, answer);
        };
    return Decision.only(new Effect.Reply(clear.operation(), outcome));
  }

  static Outcome mistaken(KernelTask task, KernelAnswer answer) {
    return new Outcome.Failed(new Failure.Blocked(task + " was answered with " + answer));
  }

  /** A service that died may not have come to remove what nothing needs any more. */
  private Decision<DispatcherCommand, DispatcherEvent> recovered() {
    if (!(state instanceof DispatcherState.Present present)) {
      return Decision.nothing();
    }
    Effect tidying = new Effect.Perform(tidying(present.dispatcher().lastNumber()));
    return present
        .repairs()
        .underWay()
        .map(
            begun ->
                Decision.<DispatcherCommand, DispatcherEvent>record(
                    new RepairFailed(begun.operation(), new Failure.Interrupted("during a repair")),
                    tidying))
        .orElseGet(() -> Decision.only(tidying));
  }

  private DispatcherTask tidying(long lastNumber) {
    return switch (state) {
      case DispatcherState.Lost lost when lost.loss().reason() == LossReason.TARGET_GONE ->
          new DispatcherTask.Clear(
              DispatcherTask.NO_OPERATION, hook.hook(), lost.last(), lastNumber);
      case DispatcherState.Active active -> sweep(List.of(active.live()), lastNumber);
      case DispatcherState.Absent _,
          DispatcherState.Building _,
          DispatcherState.Lost _,
          DispatcherState.Removing _,
          DispatcherState.Vacant _ ->
          sweep(List.of(), lastNumber);
    };
  }

  private DispatcherTask sweep(List<LiveRevision> keep, long lastNumber) {
    return new DispatcherTask.Sweep(
        DispatcherTask.NO_OPERATION,
        hook.hook(),
        keep.stream().map(live -> live.revision().number()).toList(),
        lastNumber);
  }
}
