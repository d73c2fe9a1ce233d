package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Programs;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TestRun;
import io.bpfledger.kernel.TestRunRequest;
import java.util.Optional;

/** The programs of the machine, as one process reaches them. */
final class SimulatedPrograms implements Programs {

  private final SimulatedProcess process;
  private final Machine machine;

  SimulatedPrograms(SimulatedProcess process) {
    this.process = process;
    this.machine = process.machine();
  }

  @Override
  public Result<Optional<ProgramId>> next(Optional<ProgramId> after) {
    return process
        .gate()
        .call(
            Operation.NEXT_PROGRAM,
            "programs",
            () -> machine.programs().nextId(after.map(ProgramId::value)).map(ProgramId::new));
  }

  @Override
  public Result<ProgramHandle> open(ProgramId id) {
    return process
        .gate()
        .call(
            Operation.OPEN_PROGRAM,
            "program " + id,
            () -> {
              ProgramObject program = machine.programs().find(id.value());
              process.requireRoomForHandles(1);
              return process.open(program);
            });
  }

  @Override
  public Result<ProgramInfo> info(ProgramHandle program) {
    return process
        .gate()
        .call(
            Operation.DESCRIBE_PROGRAM, program.toString(), () -> process.program(program).info());
  }

  @Override
  public Result<ProgramInfo> describe(ProgramId id) {
    return process
        .gate()
        .call(
            Operation.DESCRIBE_PROGRAM,
            "program " + id,
            () -> {
              ProgramObject program = machine.programs().find(id.value());
              process.requireRoomForHandles(1);
              return program.info();
            });
  }

  @Override
  public Result<Done> bindMap(ProgramHandle program, MapHandle map) {
    return process
        .gate()
        .call(
            Operation.BIND_MAP,
            program.toString(),
            () -> {
              machine.require(Feature.PROG_BIND_MAP);
              process.program(program).use(process.map(map));
              return Done.DONE;
            });
  }

  @Override
  public Result<TestRun> testRun(ProgramHandle program, TestRunRequest request) {
    return process
        .gate()
        .call(
            Operation.TEST_RUN,
            program.toString(),
            () -> {
              machine.require(Feature.TEST_RUN);
              return Execution.testRun(machine, process.program(program), request);
            });
  }
}
