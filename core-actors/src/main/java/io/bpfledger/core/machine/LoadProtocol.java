package io.bpfledger.core.machine;

import io.bpfledger.core.machine.ProgramCommand.Conclude;
import io.bpfledger.core.machine.ProgramCommand.Intend;
import io.bpfledger.core.machine.ProgramCommand.Withdraw;
import io.bpfledger.core.task.DispatcherAnswer;
import io.bpfledger.core.task.HostAnswer;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.LinkAnswer;
import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.state.ProgramState.Loading;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Failure.Interrupted;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a batch is loaded, all or nothing, in the kernel and in the ledger. Its first program leads:
 * it asks the kernel for all of them, tells the others what became of them, and records its own
 * outcome last, whether good or bad. So while the leader is loading the batch is not settled, and
 * once it is not, it is.
 */
record LoadProtocol(ProgramViewpoint viewpoint, Loading state) {

  /** The operation that an outcome of the load has to name. */
  static Ulid concludes(Loading loading) {
    return loading.underWay().orElse(loading.operation());
  }

  Decision<ProgramCommand, ProgramEvent> performed(ProgramTask task, KernelAnswer answer) {
    return switch (task) {
      case ProgramTask.LoadBatch _ -> batchLoaded(answer);
      case ProgramTask.WithdrawBatch withdrawal -> withdrawn(withdrawal, answer);
      case ProgramTask.Survey survey -> surveyed(survey, answer);
      case ProgramTask.Unload _,
          ProgramTask.Recreate _,
          ProgramTask.Adopt _,
          ProgramTask.Repin _,
          ProgramTask.RemoveResidue _ ->
          Decision.nothing();
    };
  }

  private Decision<ProgramCommand, ProgramEvent> batchLoaded(KernelAnswer answer) {
    return switch (answer) {
      case ProgramAnswer.BatchLoaded(SortedMap<ProgramKey, Load> loads)
          when loads.containsKey(viewpoint.self()) ->
          inKernel(loads);
      case ProgramAnswer.LoadRefused(Failure failure, List<String> leftovers) ->
          giveUp(failure, leftovers);
      case KernelAnswer other -> withdraw(new Interrupted("the load: " + words(other)));
    };
  }

  /** The batch is in the kernel; the others are told before the leader believes it. */
  private Decision<ProgramCommand, ProgramEvent> inKernel(SortedMap<ProgramKey, Load> loads) {
    List<Effect> sends = new ArrayList<>();
    for (ProgramKey other : viewpoint.others(state.program())) {
      if (viewpoint.isLoading(other, state.operation())) {
        sends.add(send(other, new Conclude(loads)));
      }
    }
    return sends.isEmpty() ? concluded(loads) : Decision.only(sends.toArray(Effect[]::new));
  }

  private Decision<ProgramCommand, ProgramEvent> concluded(SortedMap<ProgramKey, Load> loads) {
    List<ProgramKey> others = viewpoint.others(state.program());
    if (others.stream().anyMatch(other -> viewpoint.isLoading(other, state.operation()))) {
      return Decision.nothing(); // they have not answered yet
    }
    Optional<ProgramKey> failed =
        others.stream()
            .filter(other -> viewpoint.state(other) instanceof ProgramState.Failed)
            .findFirst();
    Load load = loads.get(viewpoint.self());
    return failed.isPresent() || load == null
        ? withdraw(new Failure.Blocked("another program of the batch failed"))
        : Decision.record(new ProgramEvent.Loaded(concludes(state), load));
  }

  private Decision<ProgramCommand, ProgramEvent> withdraw(Failure because) {
    return Decision.only(
        new Effect.Perform(new ProgramTask.WithdrawBatch(state.operation(), batch(), because)));
  }

  private List<ProgramKey> batch() {
    return state.program().batch().isEmpty() ? List.of(viewpoint.self()) : state.program().batch();
  }

  private Decision<ProgramCommand, ProgramEvent> withdrawn(
      ProgramTask.WithdrawBatch withdrawal, KernelAnswer answer) {
    List<String> leftovers =
        answer instanceof ProgramAnswer.BatchWithdrawn(List<String> left)
            ? left
            : List.of("what is left of it is not known: " + words(answer));
    return giveUp(withdrawal.because(), leftovers);
  }

  /** Nothing is in the kernel; the others are told before the leader says so. */
  private Decision<ProgramCommand, ProgramEvent> giveUp(Failure failure, List<String> leftovers) {
    List<Effect> sends = new ArrayList<>();
    for (ProgramKey other : viewpoint.others(state.program())) {
      // Also to those whose intent is not known to be in the ledger: it may come to be.
      if (!(viewpoint.state(other) instanceof ProgramState.Failed)) {
        sends.add(send(other, new Withdraw(failure, leftovers)));
      }
    }
    return sends.isEmpty()
        ? Decision.record(failed(failure, leftovers))
        : Decision.only(sends.toArray(Effect[]::new));
  }

  private ProgramEvent failed(Failure failure, List<String> leftovers) {
    return new ProgramEvent.LoadFailed(concludes(state), failure, leftovers);
  }

  Decision<ProgramCommand, ProgramEvent> answered(Input.Answered<ProgramCommand> answered) {
    ProgramKey from = ProgramKey.parse(answered.from().key());
    return switch (answered.command()) {
      case Intend intend -> intended(from, intend, answered.answer());
      case Conclude conclude -> othersConcluded(from, conclude, answered.answer());
      case Withdraw withdraw -> othersWithdrawn(from, withdraw);
      case Command _ -> Decision.nothing();
    };
  }

  private Decision<ProgramCommand, ProgramEvent> intended(
      ProgramKey from, Intend intend, Answer<Outcome> answer) {
    return viewpoint.isLoading(from, state.operation())
        ? Decision.only(new LoadIntents(viewpoint, state.operation()).next(intend.programs(), from))
        : giveUp(obstacle(from, answer), List.of());
  }

  private Decision<ProgramCommand, ProgramEvent> othersConcluded(
      ProgramKey from, Conclude conclude, Answer<Outcome> answer) {
    return viewpoint.isLoading(from, state.operation())
        ? withdraw(obstacle(from, answer))
        : concluded(conclude.loads());
  }

  /** Who could not be told is told again, but the leader says now what is true. */
  private Decision<ProgramCommand, ProgramEvent> othersWithdrawn(
      ProgramKey from, Withdraw withdraw) {
    List<ProgramKey> wanted =
        viewpoint.others(state.program()).stream().filter(viewpoint::isWanted).toList();
    if (!wanted.isEmpty() && !wanted.contains(from)) {
      return Decision.nothing(); // they have not answered yet
    }
    Effect[] again = wanted.stream().map(other -> send(other, withdraw)).toArray(Effect[]::new);
    return Decision.record(failed(withdraw.failure(), withdraw.leftovers()), again);
  }

  Decision<ProgramCommand, ProgramEvent> recovered(boolean restarted) {
    if (!viewpoint.leads(state.program())) {
      return followed();
    }
    return restarted
        ? withdraw(new Interrupted("a write to the ledger failed during the load"))
        : look();
  }

  /** What the leader recorded is what happened; while it has not, it will tell. */
  private Decision<ProgramCommand, ProgramEvent> followed() {
    return switch (viewpoint.state(viewpoint.leader(state.program()))) {
      case Loading _ -> Decision.nothing();
      case ProgramState.Failed failed -> Decision.record(failed(failed.failure(), List.of()));
      case ProgramState.Absent _,
          ProgramState.Loaded _,
          ProgramState.Lost _,
          ProgramState.Unloading _,
          ProgramState.Unloaded _ ->
          survey(List.of(viewpoint.self()));
    };
  }

  /** A load that was never intended as a whole was not begun either. */
  private Decision<ProgramCommand, ProgramEvent> look() {
    List<ProgramKey> others = viewpoint.others(state.program());
    boolean whole =
        others.stream()
            .map(viewpoint::state)
            .noneMatch(
                other ->
                    other instanceof ProgramState.Absent || other instanceof ProgramState.Failed);
    if (!whole) {
      return withdraw(new Interrupted("the load, before all of the batch was intended"));
    }
    List<ProgramKey> open = new ArrayList<>(List.of(viewpoint.self()));
    others.stream()
        .filter(other -> viewpoint.isLoading(other, state.operation()))
        .forEach(open::add);
    return survey(open);
  }

  private Decision<ProgramCommand, ProgramEvent> survey(List<ProgramKey> programs) {
    List<ProgramTask.Member> members = new ArrayList<>();
    for (ProgramKey program : programs) {
      if (program.equals(viewpoint.self())) {
        members.add(viewpoint.member(program, state.program().spec()));
      } else if (viewpoint.state(program) instanceof Loading other) {
        members.add(viewpoint.member(program, other.program().spec()));
      }
    }
    return Decision.only(new Effect.Perform(new ProgramTask.Survey(state.operation(), members)));
  }

  private Decision<ProgramCommand, ProgramEvent> surveyed(
      ProgramTask.Survey survey, KernelAnswer answer) {
    if (!(answer
        instanceof ProgramAnswer.Surveyed(SortedMap<ProgramKey, ProgramObservation> seen))) {
      return Decision.nothing(); // nothing is known, so nothing is decided
    }
    SortedMap<ProgramKey, Load> loads = new TreeMap<>();
    String missing = "";
    for (ProgramTask.Member member : survey.members()) {
      switch (seen.getOrDefault(member.key(), new ProgramObservation.Uncommitted())) {
        case ProgramObservation.Committed(Load load) -> loads.put(member.key(), load);
        case ProgramObservation.Uncommitted _ -> missing = "it was not committed";
        case ProgramObservation.Strange(String what) -> missing = what;
        case ProgramObservation.Unreadable _ -> {
          return Decision.nothing();
        }
      }
    }
    if (!viewpoint.leads(state.program())) {
      return alone(loads, missing);
    }
    return missing.isEmpty() ? inKernel(loads) : withdraw(new Interrupted("the load: " + missing));
  }

  /** Of a member whose leader is done with the batch. */
  private Decision<ProgramCommand, ProgramEvent> alone(
      SortedMap<ProgramKey, Load> loads, String missing) {
    Load load = loads.get(viewpoint.self());
    return Decision.record(
        load == null
            ? failed(new Interrupted("the load: " + missing), List.of())
            : new ProgramEvent.Loaded(concludes(state), load));
  }

  Decision<ProgramCommand, ProgramEvent> settled(ProgramObservation observation) {
    boolean leads = viewpoint.leads(state.program());
    if (leads && !viewpoint.others(state.program()).isEmpty()) {
      return look();
    }
    boolean waits = !leads && viewpoint.state(viewpoint.leader(state.program())) instanceof Loading;
    if (waits) {
      return Decision.nothing();
    }
    SortedMap<ProgramKey, ProgramObservation> seen = new TreeMap<>();
    seen.put(viewpoint.self(), observation);
    ProgramTask.Member self = viewpoint.member(viewpoint.self(), state.program().spec());
    return surveyed(
        new ProgramTask.Survey(state.operation(), List.of(self)), new ProgramAnswer.Surveyed(seen));
  }

  private Effect send(ProgramKey to, Command command) {
    return new Effect.Send(StreamId.of(to), state.operation(), command);
  }

  private static Failure obstacle(ProgramKey other, Answer<Outcome> answer) {
    return new Failure.Blocked("program " + other + " of the same batch: " + Outcome.words(answer));
  }

  private static String words(KernelAnswer answer) {
    return switch (answer) {
      case KernelAnswer.Broken(String why) -> why;
      case ProgramAnswer _, LinkAnswer _, DispatcherAnswer _, HostAnswer _ ->
          "it was answered with " + answer;
    };
  }
}
