package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.Bpffs;
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

  /** Somebody would have to pin and unpin the same map each time in between. */
  private static final int ATTEMPTS_LIMIT = 4;

  private final LoadRequest request;
  private final LoadPlan plan;
  private final KernelParts kernel;
  private final Arena arena;
  private final MemorySegment file;

  private ObjectLoad(LoadRequest request, LoadPlan plan, KernelParts kernel, Arena arena) {
    this.request = request;
    this.plan = plan;
    this.kernel = kernel;
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
   * @param bpffs where maps are pinned by name
   */
  public static Result<LoadedObject> run(
      LoadRequest request, LoadPlan plan, Maps maps, Bpffs bpffs) {
    try (Arena arena = Arena.ofConfined()) {
      KernelParts kernel = new KernelParts(maps, bpffs);
      return Result.success(new ObjectLoad(request, plan, kernel, arena).load());
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
    for (int attempt = 1; ; attempt++) {
      try {
        return LoadAttempt.run(request, plan, kernel, arena, file, log);
      } catch (LoadRefused refused) {
        if (!refused.isOvertaken() || attempt == ATTEMPTS_LIMIT) {
          throw refused;
        }
      }
    }
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
