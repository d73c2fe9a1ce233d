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
import io.bpfledger.journal.event.DispatcherEvent.DispatcherLost;
import io.bpfledger.journal.event.DispatcherEvent.RevisionFailed;
import io.bpfledger.journal.event.DispatcherEvent.RevisionLive;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.state.DispatcherState.Building;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A dispatcher whose next revision is being put in place. */
record BuildingDispatcher(HookMembership hook, Building building) {

  Decision<DispatcherCommand, DispatcherEvent> decide(Input<DispatcherCommand> input) {
    return switch (input) {
      case Input.Asked<DispatcherCommand>(List<Request<DispatcherCommand>> requests) ->
          asked(requests);
      case Input.Performed<DispatcherCommand>(KernelTask task, KernelAnswer answer) ->
          performed(task, answer);
      case Input.Recovered<DispatcherCommand>(boolean restarted) ->
          restarted ? perform(withdraw()) : perform(survey(building.operation()));
      case Input.Answered<DispatcherCommand> _ -> Decision.nothing();
    };
  }

  private static Decision<DispatcherCommand, DispatcherEvent> perform(DispatcherTask task) {
    return Decision.only(new Effect.Perform(task));
  }

  /** What the kernel is to run if the revision fails: nothing, when what ran is lost. */
  private Optional<LiveRevision> before() {
    return building.loss().isPresent() ? Optional.empty() : building.before();
  }

  private DispatcherTask withdraw() {
    List<Revision.Member> members =
        before().map(live -> live.revision().members()).orElseGet(List::of);
    return new DispatcherTask.Withdraw(
        building.operation(), hook.hook(), building.planned(), hook.loads(members), before());
  }

  private DispatcherTask survey(Ulid operation) {
    return new DispatcherTask.Survey(
        operation,
        hook.hook(),
        Optional.of(building.planned()),
        hook.loads(building.planned().members()),
        before());
  }

  /** All have to wait but those who help this to its end. */
  private Decision<DispatcherCommand, DispatcherEvent> asked(
      List<Request<DispatcherCommand>> requests) {
    for (Request<DispatcherCommand> request : requests) {
      Optional<Decision<DispatcherCommand, DispatcherEvent>> now =
          switch (request.command()) {
            case DispatcherCommand.Settle(HookObservation observation) ->
                Optional.of(settle(request, observation));
            case DispatcherCommand.LookAgain _ ->
                Optional.of(
                    perform(survey(building.operation()))
                        .and(new Effect.Reply(request.operation(), Outcome.DONE)));
            case DispatcherCommand.Repair _ ->
                Optional.of(RestingDispatcher.busy(hook, building, request));
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

  /**
   * That the revision runs is good to hear at any time. Else we look for ourselves: our own task
   * may be under way, and was seen half-done.
   */
  private Decision<DispatcherCommand, DispatcherEvent> settle(
      Request<DispatcherCommand> request, HookObservation observation) {
    return switch (observation) {
      case HookObservation.Runs(LiveRevision live) when isPlanned(live) ->
          live(live).and(new Effect.Reply(request.operation(), Outcome.DONE));
      case HookObservation.Unreadable(Failure failure) ->
          Decision.only(new Effect.Reply(request.operation(), new Outcome.Failed(failure)));
      case HookObservation.Runs _, HookObservation.Vacant _, HookObservation.Partly _ ->
          perform(survey(request.operation()));
    };
  }

  private boolean isPlanned(LiveRevision live) {
    return live.revision().equals(building.planned());
  }

  private Decision<DispatcherCommand, DispatcherEvent> performed(
      KernelTask task, KernelAnswer answer) {
    return switch (answer) {
      case DispatcherAnswer.RevisionPlaced(LiveRevision live) when isPlanned(live) -> live(live);
      case DispatcherAnswer.PlaceRefused(Failure failure, _)
          when isOfPlanned(task) && before().isPresent() && isOfMissingDevice(failure) ->
          deviceGone(failure, before().get());
      case DispatcherAnswer.PlaceRefused(Failure failure, List<String> leftovers)
          when isOfPlanned(task) ->
          failed(failure, leftovers);
      case DispatcherAnswer.RevisionWithdrawn(List<String> leftovers) when isOfPlanned(task) ->
          failed(
              new Failure.Blocked(
                  "whether it was done could not be told, or not written down, so it was undone"),
              leftovers);
      case DispatcherAnswer.HookSurveyed(HookObservation observation)
          when task instanceof DispatcherTask.Survey ->
          surveyed(observation, task.operation());
      case KernelAnswer.Broken _ when isOfPlanned(task) && task instanceof DispatcherTask.Place ->
          perform(withdraw());
      // Nobody can tell what runs, so nothing is decided until somebody can; or it is about an
      // older revision.
      case KernelAnswer.Broken _, DispatcherAnswer _, LinkAnswer _, ProgramAnswer _, HostAnswer _ ->
          Decision.nothing();
    };
  }

  private boolean isOfPlanned(KernelTask task) {
    return (task instanceof DispatcherTask.Place place
            && place.revision().equals(building.planned()))
        || (task instanceof DispatcherTask.Withdraw withdraw
            && withdraw.planned().equals(building.planned()));
  }

  private Decision<DispatcherCommand, DispatcherEvent> surveyed(
      HookObservation observation, Ulid asked) {
    Decision<DispatcherCommand, DispatcherEvent> decision =
        switch (observation) {
          case HookObservation.Runs(LiveRevision live) ->
              isPlanned(live) ? live(live) : failed(interrupted(), List.of());
          case HookObservation.Vacant(Loss loss) -> vacant(loss);
          case HookObservation.Partly _ ->
              perform(hook.place(building.operation(), building.planned(), before()));
          case HookObservation.Unreadable _ -> Decision.nothing();
        };
    if (asked.equals(building.operation())) {
      return decision;
    }
    Outcome outcome =
        observation instanceof HookObservation.Unreadable(Failure failure)
            ? new Outcome.Failed(failure)
            : Outcome.DONE;
    return decision.and(new Effect.Reply(asked, outcome));
  }

  private static Failure interrupted() {
    return new Failure.Interrupted("while a revision was put in place");
  }

  /** Neither the planned revision nor the one before runs. */
  private Decision<DispatcherCommand, DispatcherEvent> vacant(Loss loss) {
    Decision<DispatcherCommand, DispatcherEvent> failed = failed(interrupted(), List.of());
    if (before().isEmpty()) {
      return failed;
    }
    List<DispatcherEvent> events = new ArrayList<>(failed.events());
    events.add(new DispatcherLost(loss));
    List<Effect> effects = new ArrayList<>(failed.effects());
    effects.addAll(
        RestingDispatcher.losing(
            hook, before().get(), building.dispatcher().lastNumber(), building.operation(), loss));
    return new Decision<>(failed.request(), events, effects, failed.deferred());
  }

  private static boolean isOfMissingDevice(Failure failure) {
    return failure instanceof Failure.Refused refused
        && (refused.operation().equals(Operation.LOOKUP_INTERFACE.phrase())
            || refused.operation().equals(Operation.IDENTIFY_NAMESPACE.phrase()))
        && (refused.errnoName().equals("ENODEV") || refused.errnoName().equals("ENOENT"));
  }

  /**
   * Nobody had noticed yet that the device went. Whoever leaves is let go, as nothing runs there;
   * whoever joins hears why he cannot.
   */
  private Decision<DispatcherCommand, DispatcherEvent> deviceGone(
      Failure failure, LiveRevision before) {
    Loss loss = new Loss(LossReason.TARGET_GONE, failure.message());
    List<Effect> effects = new ArrayList<>();
    List<Request<DispatcherCommand>> again = new ArrayList<>();
    for (Ulid operation : building.serves()) {
      Optional<LinkView> leaving =
          hook.view().ledger().linksOn(hook.hook()).stream()
              .filter(link -> link.state() instanceof LinkState.Detaching)
              .filter(link -> link.state().underWay().equals(Optional.of(operation)))
              .findFirst();
      leaving.ifPresentOrElse(
          link -> again.add(request(link, operation)),
          () -> effects.add(new Effect.Reply(operation, new Outcome.Failed(failure))));
    }
    effects.addAll(
        RestingDispatcher.losing(
            hook, before, building.dispatcher().lastNumber(), building.operation(), loss));
    return new Decision<>(
        Optional.empty(),
        List.of(
            new RevisionFailed(
                building.operation(), building.planned().number(), interrupted(), List.of()),
            new DispatcherLost(loss)),
        effects,
        again);
  }

  /** It runs: who was served hears so by the event, all others whom it concerns from here. */
  private Decision<DispatcherCommand, DispatcherEvent> live(LiveRevision live) {
    long number = live.revision().number();
    Ulid operation = building.operation();
    List<Effect> effects = new ArrayList<>();
    for (Revision.Member member : live.revision().members()) {
      hook.link(member.link()).ifPresent(link -> tellRunning(link, live, effects));
    }
    List<Revision.Member> gone =
        building.before().stream()
            .flatMap(before -> before.revision().members().stream())
            .filter(member -> live.revision().position(member.link()).isEmpty())
            .toList();
    effects.addAll(
        RestingDispatcher.tellLoss(
            hook, gone, operation, new Loss(LossReason.PROGRAM_GONE, "its program is not loaded")));
    effects.add(
        new Effect.Perform(
            new DispatcherTask.Sweep(operation, hook.hook(), List.of(number), number)));
    return new Decision<>(
        Optional.empty(),
        List.of(
            new RevisionLive(operation, number, live.placement(), live.device(), live.directory())),
        effects,
        List.of());
  }

  private void tellRunning(LinkView link, LiveRevision live, List<Effect> effects) {
    Outcome.Joined joined = RevisionOutcomes.joined(hook.hook(), live, link.key());
    switch (link.state()) {
      case LinkState.Attaching attaching when !building.serves().contains(attaching.operation()) ->
          effects.add(new Effect.Reply(attaching.operation(), joined));
      case LinkState.Present its
          when its.underWay().filter(building.serves()::contains).isPresent() -> {
        // It is told by the event.
      }
      case LinkState.Present _ ->
          HookMembership.tellRunning(
              link, joined, building.operation(), building.loss().isPresent(), effects);
    }
  }

  /** What ran before runs still; several who failed together are tried one by one. */
  private Decision<DispatcherCommand, DispatcherEvent> failed(
      Failure failure, List<String> leftovers) {
    List<Effect> effects = new ArrayList<>();
    List<Request<DispatcherCommand>> again = new ArrayList<>();
    boolean interrupted = failure instanceof Failure.Interrupted;
    if (interrupted || building.serves().size() > 1) {
      building.serves().forEach(operation -> retry(operation, failure, again, effects));
    }
    for (Revision.Member member : building.planned().members()) {
      hook.link(member.link())
          .filter(_ -> !ranBefore(member))
          .filter(BuildingDispatcher::waitsForIt)
          .flatMap(link -> link.state().underWay())
          .filter(operation -> !building.serves().contains(operation))
          .ifPresent(
              operation -> effects.add(new Effect.Reply(operation, new Outcome.Failed(failure))));
    }
    if (interrupted || !leftovers.isEmpty() || building.loss().isPresent()) {
      effects.add(new Effect.Perform(tidying()));
    }
    List<String> listed =
        leftovers.subList(0, Math.min(leftovers.size(), DispatcherEvent.LEFTOVERS_MAX));
    return new Decision<>(
        Optional.empty(),
        List.of(
            new RevisionFailed(building.operation(), building.planned().number(), failure, listed)),
        effects,
        again);
  }

  /** Of a device that is gone nothing is kept: what is found there later is not what was lost. */
  private DispatcherTask tidying() {
    long number = building.planned().number();
    boolean gone =
        building.loss().filter(loss -> loss.reason() == LossReason.TARGET_GONE).isPresent();
    if (gone && building.before().isPresent()) {
      return new DispatcherTask.Clear(
          building.operation(), hook.hook(), building.before().get(), number);
    }
    List<Long> keep = building.before().map(live -> live.revision().number()).stream().toList();
    return new DispatcherTask.Sweep(building.operation(), hook.hook(), keep, number);
  }

  private static boolean waitsForIt(LinkView link) {
    return link.state() instanceof LinkState.Attaching
        || link.state().repairs().underWay().isPresent();
  }

  /** Its link may not know yet that it is attached; this revision has nothing to do with that. */
  private boolean ranBefore(Revision.Member member) {
    return before().filter(live -> live.revision().position(member.link()).isPresent()).isPresent();
  }

  /** What an operation was about is in the ledger: its link waits for it. */
  private void retry(
      Ulid operation,
      Failure failure,
      List<Request<DispatcherCommand>> again,
      List<Effect> effects) {
    boolean known = false;
    for (LinkView link : hook.view().ledger().linksOn(hook.hook())) {
      if (link.state().underWay().equals(Optional.of(operation))) {
        known = true;
        if (isRetried(link, failure)) {
          again.add(request(link, operation));
        }
      }
    }
    if (!known) {
      effects.add(new Effect.Reply(operation, new Outcome.Failed(failure)));
    }
  }

  /**
   * What was cut off, and may have been the reason for that, is tried again only if so wished; else
   * its link settles it.
   */
  private static boolean isRetried(LinkView link, Failure failure) {
    return link.state() instanceof LinkState.Detaching
        || !(failure instanceof Failure.Interrupted)
        || link.link().policy().restart() == RestartPolicy.ENSURE;
  }

  private static Request<DispatcherCommand> request(LinkView link, Ulid operation) {
    LinkKey key = link.key();
    Envelope envelope = link.view().changed();
    DispatcherCommand command =
        link.state() instanceof LinkState.Detaching
            ? new DispatcherCommand.Leave(key)
            : new DispatcherCommand.Join(key);
    return new Request<>(operation, envelope.principal(), envelope.cause(), command, true);
  }
}
