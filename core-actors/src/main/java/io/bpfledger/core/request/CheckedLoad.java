package io.bpfledger.core.request;

import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.machine.Refusal;
import java.util.List;

/** What became of a check. */
public sealed interface CheckedLoad {

  /**
   * It can be tried.
   *
   * @param programs one batch, in the order they were named
   */
  record Sound(List<NewProgram> programs) implements CheckedLoad {

    public Sound {
      programs = List.copyOf(programs);
    }
  }

  record Unsound(Refusal refusal) implements CheckedLoad {}
}
