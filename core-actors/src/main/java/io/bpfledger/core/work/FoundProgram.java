package io.bpfledger.core.work;

import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;

/** What is pinned where a program of ours should be. Whoever looks closes what was found. */
sealed interface FoundProgram extends AutoCloseable {

  /** A program; whose it is, its info tells. */
  record Present(ProgramHandle handle, ProgramInfo info) implements FoundProgram {

    /** Whether it is the very program that the ledger knows. */
    boolean is(Incarnation incarnation) {
      return info.id().value() == incarnation.kernelId()
          && info.loadTimeNanos() == incarnation.loadTimeNanos()
          && info.tag().equals(incarnation.tag());
    }

    @Override
    public void close() {
      handle.close();
    }
  }

  /** Nothing. */
  record Gone() implements FoundProgram {

    @Override
    public void close() {}
  }

  /** Something, but no program. */
  record Other(String what) implements FoundProgram {

    @Override
    public void close() {}
  }

  @Override
  void close();

  static Result<FoundProgram> at(Path pin, Workplace place) {
    return place
        .pins()
        .open(pin)
        .flatMap(found -> found.map(handle -> known(handle, place)).orElseGet(FoundProgram::none));
  }

  private static Result<FoundProgram> none() {
    return Result.success(new Gone());
  }

  private static Result<FoundProgram> known(Handle handle, Workplace place) {
    return switch (handle) {
      case ProgramHandle program -> described(program, place);
      case MapHandle map -> other(map, "a map");
      case LinkHandle link -> other(link, "a link");
    };
  }

  private static Result<FoundProgram> described(ProgramHandle program, Workplace place) {
    return switch (place.kernel().programs().info(program)) {
      case Result.Success<ProgramInfo>(ProgramInfo info) ->
          Result.success(new Present(program, info));
      case Result.Failure<ProgramInfo>(KernelError error) -> {
        program.close();
        yield Result.failure(error);
      }
    };
  }

  private static Result<FoundProgram> other(Handle handle, String what) {
    handle.close();
    return Result.success(new Other(what));
  }
}
