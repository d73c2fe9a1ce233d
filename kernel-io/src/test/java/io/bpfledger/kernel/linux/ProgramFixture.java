package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.linux.probe.ProbeProgram;

/** Programs for tests, without an object file. */
final class ProgramFixture {

  private ProgramFixture() {}

  static ProgramHandle returningZero(String name, ProgramType type) {
    return load(ProbeProgram.returningZero(name, type));
  }

  static ProgramHandle load(ProbeProgram program) {
    return Answer.<ProgramHandle>opened(
            program.load(), Operation.LOAD_OBJECT, program.name(), LinuxProgram::new)
        .orThrow();
  }
}
