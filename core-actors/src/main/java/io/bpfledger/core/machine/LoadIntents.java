package io.bpfledger.core.machine;

import io.bpfledger.core.machine.ProgramCommand.Intend;
import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.List;

/**
 * How a leader has the intents of its batch recorded: one after the other, so that it is told of
 * the last of them exactly once. Only then is the kernel asked.
 */
record LoadIntents(ProgramViewpoint viewpoint, Ulid operation) {

  /** What follows once the intent of {@code recorded} is durable. */
  Effect next(List<NewProgram> programs, ProgramKey recorded) {
    int next = programs.stream().map(NewProgram::key).toList().indexOf(recorded) + 1;
    return next < programs.size()
        ? new Effect.Send(StreamId.of(programs.get(next).key()), operation, new Intend(programs))
        : new Effect.Perform(
            new ProgramTask.LoadBatch(
                operation,
                programs.stream()
                    .map(program -> viewpoint.member(program.key(), program.spec()))
                    .toList()));
  }
}
