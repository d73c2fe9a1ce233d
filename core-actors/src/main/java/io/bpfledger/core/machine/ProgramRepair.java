package io.bpfledger.core.machine;

import io.bpfledger.core.machine.ProgramCommand.Conclude;
import io.bpfledger.core.machine.ProgramCommand.EndRepair;
import io.bpfledger.core.machine.ProgramCommand.JoinRepair;
import io.bpfledger.core.task.KernelAnswer;
import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.answer.Answer;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent.RepairFailed;
import io.bpfledger.journal.event.RepairEvent.Repinned;
import io.bpfledger.journal.event.RepairEvent.ResidueRemoved;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.state.Repairs.Repair;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How a repair of a program goes on that has begun. Programs of one batch that are made again come
 * back by one load, and one rename makes that count: whoever of them looks, before or after a
 * crash, sees the same, and tells the others.
 */
record ProgramRepair(ProgramViewpoint viewpoint, ProgramState.Present state, Repair repair) {

  /** Empty when no such repair is under way. */
  static Optional<ProgramRepair> of(
      ProgramViewpoint viewpoint, ProgramState state, Ulid operation) {
    return state instanceof ProgramState.Present present
            && !(state instanceof ProgramState.Loading)
            && !(state instanceof ProgramState.Unloading)
        ? present
            .repairs()
            .underWay()
            .filter(repair -> repair.operation().equals(operation))
            .map(repair -> new ProgramRepair(viewpoint, present, repair))
        : Optional.empty();
  }

  Decision<ProgramCommand, ProgramEvent> performed(ProgramTask task, KernelAnswer answer) {
    return switch (answer) {
      case ProgramAnswer.BatchLoaded(SortedMap<ProgramKey, Load> loads) -> loaded(loads);
      case ProgramAnswer.LoadRefused(Failure failure, _) -> giveUp(failure);
      case ProgramAnswer.BatchWithdrawn _
          when task instanceof ProgramTask.WithdrawBatch withdrawal ->
          giveUp(withdrawal.because());
      case ProgramAnswer.Surveyed(SortedMap<ProgramKey, ProgramObservation> seen)
          when task instanceof ProgramTask.Survey survey ->
          surveyed(survey, seen);
      case ProgramAnswer.Repinned _ when state instanceof ProgramState.Loaded loaded ->
          Decision.record(new Repinned(repair.operation(), loaded.load().pin()));
      case ProgramAnswer.ResidueGone(List<String> removed, List<String> leftovers) ->
          leftovers.isEmpty()
              ? Decision.record(new ResidueRemoved(repair.operation(), removed))
              : failed(LinkSteps.blocked(String.join("; ", leftovers)));
      case ProgramAnswer.RepairRefused(Failure failure) -> failed(failure);
      case KernelAnswer.Broken(String why) -> broken(task, why);
      case KernelAnswer other -> failed(LinkSteps.blocked("its repair was answered with " + other));
    };
  }

  /** The others are told what is so before this one, which answers for all, says it. */
  private Decision<ProgramCommand, ProgramEvent> loaded(SortedMap<ProgramKey, Load> loads) {
    List<Effect> tellings = tell(new Conclude(loads));
    return tellings.isEmpty() ? concluded(loads) : Decision.only(tellings.toArray(Effect[]::new));
  }

  private Decision<ProgramCommand, ProgramEvent> concluded(SortedMap<ProgramKey, Load> loads) {
    Load own = loads.get(viewpoint.self());
    return own == null
        ? failed(LinkSteps.blocked("it was not loaded with the others"))
        : Decision.record(new ProgramEvent.Loaded(repair.operation(), own));
  }

  private Decision<ProgramCommand, ProgramEvent> giveUp(Failure failure) {
    return new Decision<>(
        Optional.empty(),
        List.of(new RepairFailed(repair.operation(), failure)),
        tell(new EndRepair(failure)),
        List.of());
  }

  private Decision<ProgramCommand, ProgramEvent> failed(Failure failure) {
    return Decision.record(new RepairFailed(repair.operation(), failure));
  }

  private List<Effect> tell(ProgramCommand command) {
    return mates().stream()
        .<Effect>map(mate -> new Effect.Send(StreamId.of(mate), repair.operation(), command))
        .toList();
  }

  /** Who is repaired together with this one. */
  private List<ProgramKey> mates() {
    return viewpoint.others(state.program()).stream()
        .filter(mate -> viewpoint.isRepaired(mate, repair.operation()))
        .toList();
  }

  /** How far it came, nobody knows: so we look. */
  private Decision<ProgramCommand, ProgramEvent> broken(ProgramTask task, String why) {
    return switch (task) {
      case ProgramTask.Recreate _ -> withdraw(LinkSteps.interrupted(why));
      // It stays open until somebody has us look again.
      case ProgramTask.Survey _, ProgramTask.WithdrawBatch _ -> Decision.nothing();
      case ProgramTask.Adopt _,
          ProgramTask.Repin _,
          ProgramTask.RemoveResidue _,
          ProgramTask.LoadBatch _,
          ProgramTask.Unload _ ->
          failed(LinkSteps.interrupted(why));
    };
  }

  private Decision<ProgramCommand, ProgramEvent> withdraw(Failure because) {
    return Decision.only(
        new Effect.Perform(new ProgramTask.WithdrawBatch(repair.operation(), together(), because)));
  }

  private List<ProgramKey> together() {
    List<ProgramKey> together = new ArrayList<>(List.of(viewpoint.self()));
    together.addAll(mates());
    return together;
  }

  Decision<ProgramCommand, ProgramEvent> answered(Input.Answered<ProgramCommand> answered) {
    ProgramKey from = ProgramKey.parse(answered.from().key());
    return switch (answered.command()) {
      case JoinRepair(ProgramCommand.Repair command) -> joined(from, command, answered.answer());
      case Conclude(SortedMap<ProgramKey, Load> loads) ->
          // Who could not write it down looks for himself.
          viewpoint.isRepaired(from, repair.operation()) || mates().isEmpty()
              ? concluded(loads)
              : Decision.nothing();
      case Command _ -> Decision.nothing();
    };
  }

  /** One of those that are to be made again has recorded that, or could not. */
  private Decision<ProgramCommand, ProgramEvent> joined(
      ProgramKey from, ProgramCommand.Repair command, Answer<Outcome> answer) {
    return viewpoint.isRepaired(from, repair.operation())
        ? Decision.only(next(viewpoint, repair.operation(), command, from))
        : giveUp(
            LinkSteps.blocked(
                "program %s of the same batch: %s".formatted(from, Outcome.words(answer))));
  }

  /** What follows once the intent of {@code recorded} is durable. */
  static Effect next(
      ProgramViewpoint viewpoint,
      Ulid operation,
      ProgramCommand.Repair command,
      ProgramKey recorded) {
    int next = command.together().indexOf(recorded) + 1;
    return next < command.together().size()
        ? new Effect.Send(
            StreamId.of(command.together().get(next)), operation, new JoinRepair(command))
        : new Effect.Perform(
            new ProgramTask.Recreate(operation, viewpoint.known(command.together())));
  }

  /** After a failed write or a death: what is committed counts, whoever of them saw it first. */
  Decision<ProgramCommand, ProgramEvent> recovered() {
    boolean made =
        repair.decision() == io.bpfledger.journal.value.Decision.RECREATE
            && (state instanceof ProgramState.Loaded || state instanceof ProgramState.Lost);
    return made
        ? Decision.only(
            new Effect.Perform(
                new ProgramTask.Survey(
                    repair.operation(),
                    viewpoint.known(together()).stream().map(ProgramTask.Known::member).toList())))
        : failed(new Failure.Interrupted("repair of " + repair.finding()));
  }

  private Decision<ProgramCommand, ProgramEvent> surveyed(
      ProgramTask.Survey survey, SortedMap<ProgramKey, ProgramObservation> seen) {
    boolean committed = true;
    for (ProgramTask.Member member : survey.members()) {
      switch (seen.getOrDefault(member.key(), new ProgramObservation.Uncommitted())) {
        case ProgramObservation.Committed _ -> {
          // So far, so good.
        }
        case ProgramObservation.Uncommitted _, ProgramObservation.Strange _ -> committed = false;
        case ProgramObservation.Unreadable _ -> {
          return Decision.nothing(); // nothing is known, so nothing is decided
        }
      }
    }
    return committed
        ? Decision.only(
            new Effect.Perform(
                new ProgramTask.Recreate(repair.operation(), viewpoint.known(together()))))
        : withdraw(new Failure.Interrupted("repair of " + repair.finding()));
  }
}
