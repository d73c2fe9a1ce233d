package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.VerifierRejection;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.linux.libbpf.Libbpf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * Loads an object, and when it is refused with a log that does not fit tries again with more room,
 * so that a rejection carries the whole log.
 */
public final class ObjectLoad {

  private final LoadRequest request;
  private final LoadPlan plan;
  private final Maps maps;
  private final Arena arena;
  private final MemorySegment file;

  private ObjectLoad(LoadRequest request, LoadPlan plan, Maps maps, Arena arena) {
    this.request = request;
    this.plan = plan;
    this.maps = maps;
    this.arena = arena;
    this.file =
        arena.allocateFrom(
            ValueLayout.JAVA_BYTE,
            MemorySegment.ofBuffer(request.bytes().asReadOnlyBuffer()),
            ValueLayout.JAVA_BYTE,
            0,
            request.bytes().size());
    if (!Libbpf.knowsStructOpsLinks() && plan.hasStructOps()) {
      StructOpsSections.makeKnown(file);
    }
  }

  /**
   * Loads what is planned, or nothing.
   *
   * @param maps tells of maps that are shared
   */
  public static Result<LoadedObject> run(LoadRequest request, LoadPlan plan, Maps maps) {
    try (Arena arena = Arena.ofConfined()) {
      return Result.success(new ObjectLoad(request, plan, maps, arena).load());
    } catch (LoadRefused refused) {
      return Result.failure(refused.error());
    }
  }

  private LoadedObject load() throws LoadRefused {
    try {
      return attempt(LogBuffer.usual());
    } catch (LoadRefused refused) {
      if (logWasCut(refused.error())) {
        return loadWithLargestLog();
      }
      throw refused;
    }
  }

  /** A log that was cut hides the error number; one of errors only shows it. */
  private LoadedObject loadWithLargestLog() throws LoadRefused {
    KernelError cut;
    try {
      return attempt(LogBuffer.largest(arena));
    } catch (LoadRefused refused) {
      if (!logWasCut(refused.error())) {
        throw refused;
      }
      cut = refused.error();
    }
    try {
      return attempt(LogBuffer.errorsOnly());
    } catch (LoadRefused refused) {
      throw new LoadRefused(joined(refused.error(), cut));
    }
  }

  private LoadedObject attempt(LogBuffer log) throws LoadRefused {
    return LoadAttempt.run(request, plan, maps, arena, file, log);
  }

  /** The verifier never answers this error number by itself. */
  private static boolean logWasCut(KernelError error) {
    return error.errno().equals(Errno.ENOSPC) && error.rejection().isPresent();
  }

  private static KernelError joined(KernelError reason, KernelError cut) {
    if (reason.rejection().isEmpty() || cut.rejection().isEmpty()) {
      return reason;
    }
    VerifierRejection errors = reason.rejection().get();
    VerifierRejection steps = cut.rejection().get();
    return reason
        .withDetail("of the verifier's log only " + steps.log().length() + " characters are kept")
        .withRejection(
            new VerifierRejection(
                steps.program(),
                steps.log(),
                errors.summary(),
                errors.instruction().or(steps::instruction),
                errors.sourceLine().or(steps::sourceLine)));
  }
}
