package io.bpfledger.core.machine;

import io.bpfledger.core.machine.ProgramCommand.Intend;
import io.bpfledger.core.machine.ProgramCommand.LoadBatch;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.machine.Refusal.Reason;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.ProgramEvent.LoadRequested;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How the programs of a batch come to be: the first checks for all, each records its own intent.
 */
record BatchIntent(ProgramViewpoint viewpoint) {

  Decision<ProgramCommand, ProgramEvent> lead(Request<ProgramCommand> request, LoadBatch batch) {
    Optional<Refusal> refusal = refusal(batch);
    if (refusal.isPresent()) {
      return Decision.only(
          new Effect.Reply(request.operation(), new Outcome.Refused(refusal.get())));
    }
    return Decision.record(
        request,
        requested(request, batch.programs().getFirst(), batch.keys()),
        new LoadIntents(viewpoint, request.operation()).next(batch.programs(), viewpoint.self()));
  }

  Decision<ProgramCommand, ProgramEvent> join(Request<ProgramCommand> request, Intend intend) {
    Optional<NewProgram> own =
        intend.programs().stream()
            .filter(program -> program.key().equals(viewpoint.self()))
            .findFirst();
    Effect.Reply reply =
        new Effect.Reply(
            request.operation(),
            own.isPresent()
                ? Outcome.DONE
                : Outcome.refused(Reason.INVALID, viewpoint.self() + " is none of the batch"));
    List<ProgramKey> keys = intend.programs().stream().map(NewProgram::key).toList();
    return own.<Decision<ProgramCommand, ProgramEvent>>map(
            program -> Decision.record(request, requested(request, program, keys), reply))
        .orElseGet(() -> Decision.only(reply));
  }

  private static LoadRequested requested(
      Request<ProgramCommand> request, NewProgram program, List<ProgramKey> batch) {
    return new LoadRequested(
        request.operation(), program.spec(), program.labels(), program.policy(), batch);
  }

  private Optional<Refusal> refusal(LoadBatch batch) {
    ProgramSpec first = batch.programs().getFirst().spec();
    if (!batch.keys().getFirst().equals(viewpoint.self())) {
      return Optional.of(
          new Refusal(Reason.INVALID, "a batch is loaded by its first program, which is another"));
    }
    Set<ProgramKey> keys = new HashSet<>();
    Set<String> names = new HashSet<>();
    for (NewProgram program : batch.programs()) {
      if (!keys.add(program.key()) || !names.add(program.spec().name())) {
        return Optional.of(
            new Refusal(
                Reason.INVALID,
                "program %s is in the batch twice; name it once".formatted(program.spec().name())));
      }
      if (!(viewpoint.state(program.key()) instanceof ProgramState.Absent)) {
        return Optional.of(
            new Refusal(Reason.EXISTS, "program " + program.key() + " was asked for before"));
      }
      if (!loadsWith(first, program.spec())) {
        return Optional.of(
            new Refusal(
                Reason.INVALID,
                "the programs of a batch are of one object, with the same globals and the same map owner; %s differs from %s"
                    .formatted(program.spec().name(), first.name())));
      }
    }
    return first.mapOwner().flatMap(this::withoutMaps);
  }

  private static boolean loadsWith(ProgramSpec first, ProgramSpec other) {
    return other.bytecode().digest().equals(first.bytecode().digest())
        && other.globals().equals(first.globals())
        && other.mapOwner().equals(first.mapOwner());
  }

  private Optional<Refusal> withoutMaps(ProgramKey owner) {
    return switch (viewpoint.state(owner)) {
      case ProgramState.Loaded _ -> Optional.empty();
      case ProgramState.Absent _ ->
          Optional.of(
              new Refusal(
                  Reason.NOT_FOUND,
                  "map owner " + owner + " does not exist; name a loaded program"));
      case ProgramState.Present present ->
          Optional.of(
              new Refusal(
                  Reason.CONFLICT,
                  "map owner %s is %s; only a loaded program shares its maps"
                      .formatted(owner, present.phase())));
    };
  }
}
