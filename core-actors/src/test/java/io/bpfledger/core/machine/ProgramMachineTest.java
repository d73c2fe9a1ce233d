package io.bpfledger.core.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.IllegalEvent;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.testing.Histories;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Every input in every state of a program. */
final class ProgramMachineTest {

  private static final ProgramMachine MACHINE = new ProgramMachine();
  private static final StreamId SELF = StreamId.of(Samples.PROGRAM);
  private static final Ulid OTHER_OPERATION = Ulid.of(9_999, 1, 1);
  private static final Failure FAILURE = new Failure.Interrupted("test");

  private static final ProgramSpec SPEC =
      ((ProgramEvent.LoadRequested)
              Samples.all().values().stream()
                  .filter(ProgramEvent.LoadRequested.class::isInstance)
                  .findFirst()
                  .orElseThrow())
          .spec();
  private static final Load LOAD =
      ((ProgramEvent.Loaded)
              Samples.all().values().stream()
                  .filter(ProgramEvent.Loaded.class::isInstance)
                  .findFirst()
                  .orElseThrow())
          .load();

  private static View view() {
    return new View(SELF, Ledger.EMPTY, Samples.BOOT);
  }

  private static NewProgram self() {
    ProgramSpec alone =
        new ProgramSpec(
            SPEC.name(),
            SPEC.kind(),
            SPEC.attachType(),
            SPEC.function(),
            SPEC.bytecode(),
            SPEC.globals(),
            Optional.empty());
    return new NewProgram(Samples.PROGRAM, alone, Labels.NONE, Policy.DEFAULT);
  }

  private static List<ProgramCommand> commands() {
    return List.of(
        new ProgramCommand.LoadBatch(List.of(self())),
        new ProgramCommand.Intend(List.of(self())),
        new ProgramCommand.Conclude(new TreeMap<>(Map.of(Samples.PROGRAM, LOAD))),
        new ProgramCommand.Conclude(new TreeMap<>()),
        new ProgramCommand.Withdraw(FAILURE, List.of("left")),
        new ProgramCommand.Unload(),
        new ProgramCommand.ChangeLabels(Labels.NONE),
        new ProgramCommand.ChangePolicy(Policy.ONCE),
        new ProgramCommand.Lose(new Loss(LossReason.ABSENT, "")),
        new ProgramCommand.Settle(new ProgramObservation.Committed(LOAD)),
        new ProgramCommand.Settle(new ProgramObservation.Uncommitted()),
        new ProgramCommand.Settle(new ProgramObservation.Strange("a map")),
        new ProgramCommand.Settle(new ProgramObservation.Unreadable(FAILURE)));
  }

  private static List<ProgramTask> tasks(Ulid operation) {
    ProgramTask.Member member =
        new ProgramTask.Member(Samples.PROGRAM, self().spec(), Optional.empty());
    return List.of(
        new ProgramTask.LoadBatch(operation, List.of(member)),
        new ProgramTask.WithdrawBatch(operation, List.of(Samples.PROGRAM), FAILURE),
        new ProgramTask.Survey(operation, List.of(member)),
        new ProgramTask.Unload(operation, Samples.PROGRAM, LOAD, List.of()));
  }

  private static List<KernelAnswer> kernelAnswers() {
    List<KernelAnswer> answers =
        new ArrayList<>(
            List.of(
                new ProgramAnswer.BatchLoaded(new TreeMap<>(Map.of(Samples.PROGRAM, LOAD))),
                new ProgramAnswer.BatchLoaded(new TreeMap<>()),
                new ProgramAnswer.LoadRefused(FAILURE, List.of("left")),
                new ProgramAnswer.BatchWithdrawn(List.of()),
                new ProgramAnswer.Unloaded(List.of()),
                new ProgramAnswer.UnloadRefused(FAILURE),
                new KernelAnswer.Broken("mistake")));
    Stream.of(
            new ProgramObservation.Committed(LOAD),
            new ProgramObservation.Uncommitted(),
            new ProgramObservation.Strange("a map"),
            new ProgramObservation.Unreadable(FAILURE))
        .forEach(
            seen ->
                answers.add(
                    new ProgramAnswer.Surveyed(new TreeMap<>(Map.of(Samples.PROGRAM, seen)))));
    return answers;
  }

  private static List<Answer<Outcome>> answers() {
    return List.of(
        new Answer.Done<>("", Outcome.DONE),
        new Answer.Done<>("", new Outcome.Failed(FAILURE)),
        new Answer.Done<>("", Outcome.refused(Refusal.Reason.CONFLICT, "no")),
        new Answer.NotDone<>("", "journal"),
        new Answer.InDoubt<>("", "time"));
  }

  /** Every input there is, about the operation under way and about another. */
  private static List<Input<ProgramCommand>> inputs(ProgramState state) {
    List<Input<ProgramCommand>> inputs = new ArrayList<>();
    for (Ulid operation : List.of(operation(state), OTHER_OPERATION)) {
      for (ProgramCommand command : commands()) {
        inputs.add(new Input.Asked<>(List.of(request(operation, command))));
        for (StreamId from :
            List.of(StreamId.of(Samples.OTHER_PROGRAM), StreamId.of(Samples.PROGRAM))) {
          for (Answer<Outcome> answer : answers()) {
            inputs.add(new Input.Answered<>(from, operation, command, answer));
          }
        }
      }
      for (Answer<Outcome> answer : answers()) {
        inputs.add(
            new Input.Answered<>(
                StreamId.of(Samples.LINK), operation, new LinkCommand.Detach(), answer));
      }
      for (ProgramTask task : tasks(operation)) {
        for (KernelAnswer answer : kernelAnswers()) {
          inputs.add(new Input.Performed<>(task, answer));
        }
      }
    }
    inputs.add(new Input.Recovered<>(true));
    inputs.add(new Input.Recovered<>(false));
    return inputs;
  }

  private static Ulid operation(ProgramState state) {
    return switch (state) {
      case ProgramState.Loading loading -> loading.operation();
      case ProgramState.Unloading unloading -> unloading.operation();
      case ProgramState _ -> OTHER_OPERATION;
    };
  }

  private static Request<ProgramCommand> request(Ulid operation, ProgramCommand command) {
    return new Request<>(
        operation, Samples.ENVELOPE.principal(), Samples.ENVELOPE.cause(), command, false);
  }

  /** What is observable of a state: its phase, and whether a repair is under way. */
  private static List<ProgramState> states() {
    return Histories.reachable(
            SELF, 5, state -> state.phase() + state.repairs().underWay().isPresent())
        .stream()
        .map(ProgramState.class::cast)
        .toList();
  }

  private static ProgramState after(ProgramState state, List<ProgramEvent> events) {
    ProgramState now = state;
    for (ProgramEvent event : events) {
      now = now.evolve(event);
    }
    return now;
  }

  @Test
  void everyInputInEveryStateIsDecidedByEventsThatMayHappen() {
    List<ProgramState> states = states();
    assertThat(states)
        .extracting(EntityState::phase)
        .contains("absent", "loading", "loaded", "lost", "failed", "unloading", "unloaded");
    for (ProgramState state : states) {
      for (Input<ProgramCommand> input : inputs(state)) {
        assertThatCode(() -> after(state, MACHINE.decide(view(), state, input).events()))
            .as("%s in %s", input, state)
            .doesNotThrowAnyException();
      }
    }
  }

  @Test
  void everyRequestIsAnsweredDeferredOrLeadsToWhatAnswersIt() {
    for (ProgramState state : states()) {
      for (ProgramCommand command : commands()) {
        for (Ulid operation : List.of(operation(state), OTHER_OPERATION)) {
          Request<ProgramCommand> request = request(operation, command);
          Decision<ProgramCommand, ProgramEvent> decision =
              MACHINE.decide(view(), state, new Input.Asked<>(List.of(request)));
          boolean answered =
              decision.effects().stream()
                  .anyMatch(
                      effect ->
                          effect instanceof Effect.Reply reply
                              && reply.operation().equals(operation));
          boolean concluded =
              conclusions(state, decision.events()).contains(operation)
                  || after(state, decision.events()).underWay().equals(Optional.of(operation));
          boolean deferred = decision.deferred().contains(request);
          assertThat(answered || concluded || deferred)
              .as("%s in %s: %s", command, state, decision)
              .isTrue();
        }
      }
    }
  }

  private static List<Ulid> conclusions(ProgramState state, List<ProgramEvent> events) {
    List<Ulid> concluded = new ArrayList<>();
    ProgramState now = state;
    for (ProgramEvent event : events) {
      ProgramState next = now.evolve(event);
      concluded.addAll(MACHINE.concluded(SELF, now, event, next).keySet());
      now = next;
    }
    return concluded;
  }

  /** Requests are told apart by their place, so that the test sees each of them once. */
  @Property(tries = 500)
  void ofManyRequestsNoneIsLostAndOneAtMostChangesTheLedger(
      @ForAll @Size(min = 1, max = 8) List<@IntRange(min = 0, max = 12) Integer> choices,
      @ForAll @IntRange(min = 0, max = 100) int stateChoice) {
    List<ProgramState> states = states();
    ProgramState state = states.get(stateChoice % states.size());
    List<Request<ProgramCommand>> requests = new ArrayList<>();
    for (int at = 0; at < choices.size(); at++) {
      requests.add(request(Ulid.of(5_000 + at, 0, 0), commands().get(choices.get(at))));
    }
    Decision<ProgramCommand, ProgramEvent> decision =
        MACHINE.decide(view(), state, new Input.Asked<>(requests));
    List<Ulid> open = new ArrayList<>(requests.stream().map(Request::operation).toList());
    decision.deferred().forEach(request -> open.remove(request.operation()));
    decision.effects().stream()
        .filter(Effect.Reply.class::isInstance)
        .forEach(reply -> open.remove(((Effect.Reply) reply).operation()));
    decision.request().ifPresent(request -> open.remove(request.operation()));
    assertThat(open).isEmpty();
    assertThat(decision.deferred()).doesNotHaveDuplicates();
    assertThat(decision.events()).hasSizeLessThanOrEqualTo(1);
    assertThatCode(() -> after(state, decision.events())).doesNotThrowAnyException();
  }

  @Property(tries = 500)
  void whateverComesInWhateverOrderTheLedgerStaysLegal(
      @ForAll @Size(max = 30) List<@IntRange(min = 0, max = 100_000) Integer> choices)
      throws IllegalEvent {
    ProgramState state = new ProgramState.Absent();
    for (int choice : choices) {
      List<Input<ProgramCommand>> inputs = inputs(state);
      Decision<ProgramCommand, ProgramEvent> decision =
          MACHINE.decide(view(), state, inputs.get(choice % inputs.size()));
      state = after(state, decision.events());
    }
    assertThat(state.phase()).isNotEmpty();
  }

  @Test
  void outcomesAndNothingElseEndWhatIsUnderWay() {
    for (ProgramState state : states()) {
      for (Event event : Histories.legal(state, OTHER_OPERATION)) {
        ProgramEvent happened = (ProgramEvent) event;
        ProgramState next = state.evolve(happened);
        boolean outcome =
            !(event instanceof RepairEvent.RepairRequested)
                && state.underWay().isPresent()
                && !(next.underWay().equals(state.underWay())
                    && next.repairs().underWay().equals(state.repairs().underWay()));
        Set<Ulid> ended = new HashSet<>();
        if (outcome) {
          ended.add(state.underWay().orElseThrow());
        }
        if (outcome && asksFor(state) && !(event instanceof RepairEvent)) {
          ended.add(operation(state));
        }
        assertThat(MACHINE.concluded(SELF, state, happened, next).keySet())
            .as("%s in %s", event, state)
            .isEqualTo(ended);
      }
    }
  }

  private static boolean asksFor(ProgramState state) {
    return state instanceof ProgramState.Loading || state instanceof ProgramState.Unloading;
  }
}
