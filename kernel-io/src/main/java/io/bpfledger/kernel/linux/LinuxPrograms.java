package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Programs;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TestRun;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/** Programs by id and by descriptor. */
public final class LinuxPrograms implements Programs {

  /** Room for what a program may add to its packet in a test-run. */
  private static final int GROWTH_BYTES = 64 * 1024;

  private static final int TEST_RUN_BYTES = 80;

  @Override
  public Result<Optional<ProgramId>> next(Optional<ProgramId> after) {
    int start = after.isPresent() ? after.get().value() : 0;
    long id = ObjectKind.PROGRAM.nextId(start);
    if (id < 0) {
      return Result.failure(ObjectKind.PROGRAM.nextError(id, start));
    }
    return Result.success(id == 0 ? Optional.empty() : Optional.of(new ProgramId((int) id)));
  }

  @Override
  public Result<ProgramHandle> open(ProgramId id) {
    long opened = ObjectKind.PROGRAM.open(id.value());
    return opened < 0
        ? Result.failure(ObjectKind.PROGRAM.openError(opened, id.value()))
        : Result.success(new LinuxProgram(FileDescriptor.owning(opened)));
  }

  @Override
  public Result<ProgramInfo> info(ProgramHandle program) {
    return read(LinuxProgram.number(program), 0);
  }

  @Override
  public Result<ProgramInfo> describe(ProgramId id) {
    long opened = ObjectKind.PROGRAM.open(id.value());
    if (opened < 0) {
      return Result.failure(ObjectKind.PROGRAM.describeError(opened, id.value()));
    }
    try (FileDescriptor program = FileDescriptor.owning(opened)) {
      return read(program.number(), id.value());
    }
  }

  @Override
  public Result<Done> bindMap(ProgramHandle program, MapHandle map) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, 12);
      Memory.setInt(attribute, 0, LinuxProgram.number(program));
      Memory.setInt(attribute, 4, LinuxMap.number(map));
      return Answer.done(
          SystemCalls.bpf(BpfCommand.PROG_BIND_MAP, attribute),
          Operation.BIND_MAP,
          nameOf(program));
    }
  }

  @Override
  public Result<TestRun> testRun(ProgramHandle program, TestRunRequest request) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, TEST_RUN_BYTES);
      Memory.setInt(attribute, 0, LinuxProgram.number(program));
      MemorySegment output = MemorySegment.NULL;
      if (request.data().length > 0) {
        output = arena.allocate(request.data().length + (long) GROWTH_BYTES);
        Memory.setInt(attribute, 8, request.data().length);
        Memory.setInt(attribute, 12, (int) output.byteSize());
        Memory.setLong(attribute, 16, Memory.copyOf(arena, request.data()).address());
        Memory.setLong(attribute, 24, output.address());
      }
      if (request.repeat() > 1) {
        // Left at 0 for a single run: some program types refuse any repeat, even 1.
        Memory.setInt(attribute, 32, request.repeat());
      }
      long answer = SystemCalls.bpf(BpfCommand.PROG_TEST_RUN, attribute);
      if (answer < 0) {
        return Result.failure(Answer.error(answer, Operation.TEST_RUN, nameOf(program)));
      }
      return Result.success(
          new TestRun(
              Memory.intAt(attribute, 4),
              Memory.bytes(output, 0, Memory.intAt(attribute, 12)),
              Memory.intAt(attribute, 36)));
    }
  }

  private static Result<ProgramInfo> read(int descriptor, int id) {
    Scratch scratch = Scratch.ofThread();
    MemorySegment mapIds = scratch.mapIds();
    MemorySegment info = scratch.programInfo();
    long known = ask(descriptor, info, mapIds);
    if (known >= 0 && ProgramInfoDecoder.mapCount(info) * 4L > mapIds.byteSize()) {
      // Bound maps may exceed what a program can use by itself; maps are only ever added.
      mapIds = Arena.ofAuto().allocate(ProgramInfoDecoder.mapCount(info) * 4L, 8);
      info = scratch.programInfo();
      known = ask(descriptor, info, mapIds);
    }
    return known < 0
        ? Result.failure(ObjectKind.PROGRAM.describeError(known, id))
        : Result.success(ProgramInfoDecoder.decode(new InfoBlock(info, known), mapIds));
  }

  /** Asks for the info and, in the same call, for the ids of the maps. */
  private static long ask(int descriptor, MemorySegment info, MemorySegment mapIds) {
    Memory.setInt(info, ProgramInfoDecoder.MAP_ID_COUNT, (int) (mapIds.byteSize() / 4));
    Memory.setLong(info, ProgramInfoDecoder.MAP_IDS, mapIds.address());
    return ObjectKind.info(descriptor, info);
  }

  /** How an error names a program that is known by its handle only. */
  static String nameOf(ProgramHandle program) {
    return switch (read(LinuxProgram.number(program), 0)) {
      case Result.Success<ProgramInfo>(ProgramInfo info) ->
          "program " + info.name() + " (id " + info.id() + ")";
      case Result.Failure<ProgramInfo> _ -> "open program";
    };
  }
}
