package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.DispatcherTask;
import io.bpfledger.core.task.HookObservation;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.KernelTask;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.LinkTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every input in every state: it is decided, and what is decided can happen. */
final class DispatcherTableTest {

  private static final Loss GONE = new Loss(LossReason.TARGET_GONE, "eth0 is gone");

  /** How a dispatcher comes to be in a state; a member and one who wants to be are there, too. */
  private enum Phase {
    ABSENT,
    VACANT,
    BUILDING_FIRST,
    BUILDING_NEXT,
    BUILDING_SEVERAL,
    BUILDING_RETURN,
    ACTIVE,
    ACTIVE_UNDER_REPAIR,
    LOST,
    REMOVING;

    private static void active(HookStory story, ProgramKey program) {
      story.joining(program, 1);
      story.settle();
    }

    HookStory story() {
      HookStory story = HookStory.onXdp();
      ProgramKey program = story.program("pass");
      switch (this) {
        case ABSENT -> {}
        case VACANT -> {
          LinkKey link = story.joining(program, 1);
          story.settle();
          story.leave(link);
          story.settle();
        }
        case BUILDING_FIRST -> story.joining(program, 1);
        case BUILDING_NEXT -> {
          active(story, program);
          story.joining(program, 2);
        }
        case BUILDING_SEVERAL -> {
          story.joining(program, 1);
          story.joining(program, 2);
          story.joining(program, 3);
          story.answer(HookStory.success(story.task()));
        }
        case BUILDING_RETURN -> {
          active(story, program);
          story.ask(new DispatcherCommand.Lose(GONE));
          story.settle();
          story.ask(new DispatcherCommand.Return());
        }
        case ACTIVE -> active(story, program);
        case ACTIVE_UNDER_REPAIR -> {
          active(story, program);
          story.post(
              StreamId.of(story.hook()),
              new RepairEvent.RepairRequested(
                  story.freshId(),
                  io.bpfledger.journal.value.Decision.REPIN,
                  "dispatcher.pin-missing"));
        }
        case LOST -> {
          active(story, program);
          story.ask(new DispatcherCommand.Lose(GONE));
          story.settle();
        }
        case REMOVING -> {
          LinkKey link = story.joining(program, 1);
          story.settle();
          story.leave(link);
        }
      }
      return story;
    }
  }

  private static List<DispatcherCommand> commands(HookStory story, LinkKey wanting) {
    LinkKey stranger = new LinkKey(new Ulid(9, 9));
    LinkKey member = story.members().isEmpty() ? stranger : story.members().getFirst();
    return List.of(
        new DispatcherCommand.Join(wanting),
        new DispatcherCommand.Join(member),
        new DispatcherCommand.Join(stranger),
        new DispatcherCommand.Leave(wanting),
        new DispatcherCommand.Leave(member),
        new DispatcherCommand.Leave(stranger),
        new DispatcherCommand.ChangePolicy(Policy.ONCE),
        new DispatcherCommand.Lose(GONE),
        new DispatcherCommand.Lose(new Loss(LossReason.RETARGETED, "")),
        new DispatcherCommand.Return(),
        new DispatcherCommand.LookAgain(),
        new DispatcherCommand.ResumeRepairs(),
        new DispatcherCommand.SuspendRepairs(
            new Suspension(Suspension.Reason.FAILING, Optional.empty(), "")),
        repair(io.bpfledger.journal.value.Decision.RECREATE),
        repair(io.bpfledger.journal.value.Decision.ADOPT),
        repair(io.bpfledger.journal.value.Decision.REPIN),
        repair(io.bpfledger.journal.value.Decision.DELETE),
        repair(io.bpfledger.journal.value.Decision.REPORT),
        new DispatcherCommand.Settle(new HookObservation.Vacant(GONE)),
        new DispatcherCommand.Settle(new HookObservation.Partly("half")),
        new DispatcherCommand.Settle(new HookObservation.Unreadable(Samples.REFUSED)),
        new DispatcherCommand.Settle(
            new HookObservation.Runs(HookStory.live(revision(story), place(story)))));
  }

  private static DispatcherCommand repair(io.bpfledger.journal.value.Decision decision) {
    return new DispatcherCommand.Repair(decision, "dispatcher.absent", List.of("a pin"));
  }

  private static Revision revision(HookStory story) {
    if (story.state() instanceof DispatcherState.Building building) {
      return building.planned();
    }
    return new Revision(99, story.state().members());
  }

  private static DispatcherTask.Place place(HookStory story) {
    return HookMembership.of(story.view())
        .place(story.freshId(), revision(story), Optional.empty());
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void noRequestIsLost(Phase phase) {
    HookStory seen = phase.story();
    int count = commands(seen, seen.intent(seen.program("new"), 5)).size();
    for (int at = 0; at < count; at++) {
      HookStory story = phase.story();
      LinkKey wanting = story.intent(story.program("new"), 5);
      DispatcherCommand command = commands(story, wanting).get(at);
      Ulid operation =
          command.equals(new DispatcherCommand.Join(wanting))
              ? story.operationOf(wanting)
              : story.freshId();
      Request<DispatcherCommand> request =
          new Request<>(
              operation, Samples.ENVELOPE.principal(), Samples.ENVELOPE.cause(), command, false);
      Decision<DispatcherCommand, DispatcherEvent> decision =
          story.decide(new Input.Asked<>(List.of(request)));

      boolean replied =
          decision.effects().stream()
              .anyMatch(
                  effect ->
                      effect instanceof Effect.Reply reply && reply.operation().equals(operation));
      boolean begun =
          decision.effects().stream()
              .anyMatch(
                  effect ->
                      effect instanceof Effect.Perform(KernelTask task)
                          && task.operation().equals(operation));
      assertThat(replied || begun || decision.deferred().contains(request))
          .as("%s: %s leads to %s", phase, command, decision)
          .isTrue();
      requireLegal(story, decision);
    }
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void everyAnswerCanComeAtAnyTime(Phase phase) {
    for (KernelTask task : tasks(phase.story())) {
      for (KernelAnswer answer : answers(phase.story())) {
        HookStory story = phase.story();
        requireLegal(story, story.decide(new Input.Performed<>(task, answer)));
      }
    }
    assertThat(tasks(phase.story())).hasSize(8);
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void everyOtherInputCanComeAtAnyTime(Phase phase) {
    Answer<Outcome> answer = new Answer.InDoubt<>("1", "no answer in time");
    for (Input<DispatcherCommand> input :
        List.<Input<DispatcherCommand>>of(
            new Input.Recovered<>(true),
            new Input.Recovered<>(false),
            new Input.Answered<>(
                StreamId.of(Samples.LINK),
                Samples.OPERATION,
                new LinkCommand.Lose(GONE),
                answer))) {
      HookStory story = phase.story();
      Decision<DispatcherCommand, DispatcherEvent> decision = story.decide(input);
      requireLegal(story, decision);
      assertThat(decision.deferred()).isEmpty();
    }
  }

  private static List<KernelTask> tasks(HookStory story) {
    DispatcherTask.Place place = place(story);
    Ulid operation = story.state().underWay().orElseGet(story::freshId);
    LiveRevision live = HookStory.live(revision(story), place);
    return List.of(
        new DispatcherTask.Place(
            operation,
            story.hook(),
            place.revision(),
            place.programs(),
            Optional.empty(),
            Optional.empty()),
        new DispatcherTask.Survey(
            operation, story.hook(), Optional.empty(), new TreeMap<>(), Optional.empty()),
        new DispatcherTask.Withdraw(
            operation, story.hook(), place.revision(), new TreeMap<>(), Optional.empty()),
        new DispatcherTask.Clear(operation, story.hook(), live, 1),
        new DispatcherTask.Sweep(operation, story.hook(), List.of(), 1),
        new DispatcherTask.Repin(operation, story.hook(), live),
        new DispatcherTask.RemoveResidue(
            operation, story.hook(), Optional.of(live), true, 1, List.of("a pin")),
        new LinkTask.Detach(operation, Samples.LINK, Samples.HELD, Samples.INCARNATION));
  }

  private static List<KernelAnswer> answers(HookStory story) {
    LiveRevision live = HookStory.live(revision(story), place(story));
    List<KernelAnswer> answers = new ArrayList<>();
    answers.add(new DispatcherAnswer.RevisionPlaced(live));
    answers.add(new DispatcherAnswer.PlaceRefused(Samples.REFUSED, List.of()));
    answers.add(new DispatcherAnswer.PlaceRefused(Samples.REFUSED, List.of("tmp-1")));
    answers.add(new DispatcherAnswer.RevisionWithdrawn(List.of()));
    answers.add(new DispatcherAnswer.WithdrawRefused(Samples.REFUSED));
    answers.add(new DispatcherAnswer.HookCleared(List.of("pin")));
    answers.add(new DispatcherAnswer.ClearRefused(Samples.REFUSED));
    answers.add(new DispatcherAnswer.Swept(List.of()));
    answers.add(new DispatcherAnswer.HookSurveyed(new HookObservation.Runs(live)));
    answers.add(new DispatcherAnswer.HookSurveyed(new HookObservation.Vacant(GONE)));
    answers.add(new DispatcherAnswer.HookSurveyed(new HookObservation.Partly("half")));
    answers.add(new DispatcherAnswer.HookSurveyed(new HookObservation.Unreadable(Samples.REFUSED)));
    answers.add(new DispatcherAnswer.ResidueGone(List.of()));
    answers.add(new DispatcherAnswer.ResidueGone(List.of("a pin")));
    answers.add(new DispatcherAnswer.ResidueKept(Samples.REFUSED));
    answers.add(new KernelAnswer.Broken("a mistake"));
    answers.add(new LinkAnswer.LinkDetached());
    return answers;
  }

  /** What was decided can happen to this dispatcher, and tells nobody something of another kind. */
  private static void requireLegal(
      HookStory story, Decision<DispatcherCommand, DispatcherEvent> decision) {
    DispatcherMachine machine = new DispatcherMachine();
    DispatcherState state = story.state();
    for (DispatcherEvent event : decision.events()) {
      DispatcherState after = state.evolve(event);
      machine.concluded(StreamId.of(story.hook()), state, event, after);
      state = after;
    }
    for (Effect effect : decision.effects()) {
      if (effect instanceof Effect.Perform(KernelTask task)) {
        assertThat(task).isInstanceOf(DispatcherTask.class);
      }
      if (effect instanceof Effect.Send(StreamId to, _, Command command)) {
        assertThat(command).isInstanceOf(LinkCommand.class);
        LinkState link = story.linkState(LinkKey.parse(to.key()));
        assertThat(link.ended()).isFalse();
      }
    }
  }
}
