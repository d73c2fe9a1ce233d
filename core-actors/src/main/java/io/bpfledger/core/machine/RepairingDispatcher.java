package io.bpfledger.core.machine;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.DispatcherEvent.RevisionLive;
import io.bpfledger.journal.event.DispatcherEvent.RevisionPlanned;
import io.bpfledger.journal.event.RepairEvent.RepairFailed;
import io.bpfledger.journal.event.RepairEvent.RepairRequested;
import io.bpfledger.journal.event.RepairEvent.Repinned;
import io.bpfledger.journal.event.RepairEvent.ResidueRemoved;
import io.bpfledger.journal.state.DispatcherState.Active;
import io.bpfledger.journal.state.DispatcherState.Lost;
import io.bpfledger.journal.state.DispatcherState.Present;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.state.Repairs.Repair;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a dispatcher is put right that is doing nothing else: it looks at its hook first, and what is
 * as it should be ends the repair. Else it makes a new revision of all that are to stand there.
 */
record RepairingDispatcher(HookMembership hook, Present state) {

  Decision<DispatcherCommand, DispatcherEvent> begin(
      Request<DispatcherCommand> request, DispatcherCommand.Repair repair) {
    Optional<LiveRevision> live = live();
    return switch (repair.decision()) {
      case RECREATE -> live.isEmpty() ? withoutMembers(request) : recreate(request, repair);
      case ADOPT, REPIN ->
          live.map(
                  last ->
                      requested(
                          request,
                          repair,
                          new DispatcherTask.Repin(request.operation(), hook.hook(), last)))
              .orElseGet(() -> withoutMembers(request));
      case DELETE -> requested(request, repair, residue(request.operation(), repair.objects()));
      case OK, FINISH_FORWARD, ROLL_BACK, REPORT, DEFER ->
          refuse(request, repair.decision().word() + " is nothing that a dispatcher does");
    };
  }

  private Optional<LiveRevision> live() {
    return switch (state) {
      case Active active -> Optional.of(active.live());
      case Lost lost -> Optional.of(lost.last());
      case Present _ -> Optional.empty();
    };
  }

  private Decision<DispatcherCommand, DispatcherEvent> recreate(
      Request<DispatcherCommand> request, DispatcherCommand.Repair repair) {
    return members().isEmpty()
        ? refuse(request, "none of its members can run: their programs are not loaded")
        : requested(request, repair, survey(request.operation()));
  }

  private Decision<DispatcherCommand, DispatcherEvent> withoutMembers(
      Request<DispatcherCommand> request) {
    return refuse(request, "it has no members");
  }

  private Decision<DispatcherCommand, DispatcherEvent> refuse(
      Request<DispatcherCommand> request, String why) {
    return Decision.only(
        new Effect.Reply(
            request.operation(),
            Outcome.refused(Refusal.Reason.CONFLICT, hook.hook().describe() + ": " + why)));
  }

  private static Decision<DispatcherCommand, DispatcherEvent> requested(
      Request<DispatcherCommand> request, DispatcherCommand.Repair repair, DispatcherTask task) {
    return Decision.record(
        request,
        new RepairRequested(request.operation(), repair.decision(), repair.finding()),
        new Effect.Perform(task));
  }

  private DispatcherTask survey(Ulid operation) {
    return new DispatcherTask.Survey(
        operation,
        hook.hook(),
        Optional.empty(),
        hook.loads(live().map(last -> last.revision().members()).orElseGet(List::of)),
        live());
  }

  private DispatcherTask residue(Ulid operation, List<String> objects) {
    return new DispatcherTask.RemoveResidue(
        operation,
        hook.hook(),
        live(),
        state instanceof Active,
        state.dispatcher().lastNumber(),
        objects);
  }

  /** Who is to stand there: where nothing runs, only who is brought back whenever it is lost. */
  private List<Revision.Member> members() {
    return HookMembership.inOrder(hook.returning(state instanceof Lost));
  }

  Decision<DispatcherCommand, DispatcherEvent> performed(
      Repair repair, KernelTask task, KernelAnswer answer) {
    return switch (answer) {
      case DispatcherAnswer.HookSurveyed(HookObservation seen)
          when task instanceof DispatcherTask.Survey ->
          looked(repair, seen);
      case DispatcherAnswer.HookSurveyed(HookObservation seen)
          when task instanceof DispatcherTask.Repin ->
          repinned(repair, seen);
      case DispatcherAnswer.ResidueGone(List<String> leftovers)
          when task instanceof DispatcherTask.RemoveResidue residue ->
          leftovers.isEmpty()
              ? Decision.record(new ResidueRemoved(repair.operation(), residue.objects()))
              : failed(repair, LinkSteps.blocked(String.join("; ", leftovers)));
      case DispatcherAnswer.ResidueKept(Failure failure) -> failed(repair, failure);
      case KernelAnswer.Broken(String why) -> failed(repair, LinkSteps.interrupted(why));
      case KernelAnswer other ->
          failed(repair, LinkSteps.blocked(task + " was answered with " + other));
    };
  }

  private Decision<DispatcherCommand, DispatcherEvent> failed(Repair repair, Failure failure) {
    return Decision.record(new RepairFailed(repair.operation(), failure));
  }

  private Decision<DispatcherCommand, DispatcherEvent> looked(Repair repair, HookObservation seen) {
    List<Revision.Member> members = members();
    return switch (seen) {
      case HookObservation.Runs(LiveRevision live)
          when isLast(live) && live.revision().members().equals(members) && runsToday(live) ->
          live(repair, live);
      case HookObservation.Unreadable(Failure failure) -> failed(repair, failure);
      case HookObservation.Runs _, HookObservation.Vacant _, HookObservation.Partly _ ->
          members.isEmpty()
              ? failed(repair, LinkSteps.blocked("none of its members can run any more"))
              : place(repair, members);
    };
  }

  private boolean isLast(LiveRevision seen) {
    return live().filter(last -> last.revision().equals(seen.revision())).isPresent();
  }

  /** A chain keeps programs alive that were loaded anew meanwhile. */
  private boolean runsToday(LiveRevision live) {
    return live.revision().members().stream()
        .allMatch(
            member ->
                hook.load(member.program())
                    .filter(
                        load ->
                            load.incarnation()
                                .equals(
                                    RevisionOutcomes.joined(hook.hook(), live, member.link())
                                        .program()))
                    .isPresent());
  }

  private Decision<DispatcherCommand, DispatcherEvent> place(
      Repair repair, List<Revision.Member> members) {
    Ulid operation = repair.operation();
    Revision revision = new Revision(state.dispatcher().lastNumber() + 1, members);
    Optional<LiveRevision> before =
        state instanceof Active active ? Optional.of(active.live()) : Optional.empty();
    return Decision.record(
        new RevisionPlanned(operation, revision, List.of(operation)),
        new Effect.Perform(hook.place(operation, revision, before)));
  }

  private Decision<DispatcherCommand, DispatcherEvent> repinned(
      Repair repair, HookObservation seen) {
    return switch (seen) {
      case HookObservation.Runs(LiveRevision live)
          when repair.decision() == io.bpfledger.journal.value.Decision.REPIN
              && state instanceof Active active
              && active.live().equals(live) ->
          Decision.record(new Repinned(repair.operation(), live.directory()));
      case HookObservation.Runs(LiveRevision live) ->
          isLast(live)
              ? live(repair, live)
              : failed(
                  repair,
                  LinkSteps.blocked("revision %d runs".formatted(live.revision().number())));
      case HookObservation.Vacant(var loss) ->
          failed(repair, LinkSteps.blocked("it does not run: " + loss.describe()));
      case HookObservation.Partly(String what) -> failed(repair, LinkSteps.blocked(what));
      case HookObservation.Unreadable(Failure failure) -> failed(repair, failure);
    };
  }

  /** The last revision runs, as it should; its links hear so if they take themselves for lost. */
  private Decision<DispatcherCommand, DispatcherEvent> live(Repair repair, LiveRevision live) {
    List<Effect> effects = new ArrayList<>();
    for (Revision.Member member : live.revision().members()) {
      hook.link(member.link())
          .ifPresent(
              link ->
                  HookMembership.tellRunning(
                      link,
                      RevisionOutcomes.joined(hook.hook(), live, member.link()),
                      repair.operation(),
                      state instanceof Lost,
                      effects));
    }
    return new Decision<>(
        Optional.empty(),
        List.of(
            new RevisionLive(
                repair.operation(),
                live.revision().number(),
                live.placement(),
                live.device(),
                live.directory())),
        effects,
        List.of());
  }
}
