package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.CodeOffset;
import io.bpfledger.kernel.attach.UprobeMultiTarget;
import io.bpfledger.kernel.linux.binary.Binary;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Many places of one binary: {path@16, offsets@24, reference counters@32, cookies@40, count@48,
 * flags@52, pid@56}.
 */
public final class UprobeMultiLink {

  private static final int AT_RETURN = 1;

  private UprobeMultiLink() {}

  public static Result<LinkHandle> create(int program, UprobeMultiTarget target) {
    if (target.places().isEmpty() || target.places().size() > NumberArray.LIMIT) {
      return Result.failure(
          KernelError.of(
              Operation.CREATE_LINK,
              target.describe(),
              Errno.EINVAL,
              "a link holds 1 to " + NumberArray.LIMIT + " places"));
    }
    return Binary.open(target.binary(), target.mountNamespacePid(), target.describe())
        .flatMap(
            binary -> {
              try (binary) {
                return offsets(binary, target)
                    .flatMap(offsets -> create(program, binary, offsets, target));
              }
            });
  }

  private static Result<List<Long>> offsets(Binary binary, UprobeMultiTarget target) {
    List<Long> offsets = new ArrayList<>();
    for (CodeOffset place : target.places()) {
      long start = 0;
      if (place.function().isPresent()) {
        switch (binary.offsetOf(place.function().get(), target.describe())) {
          case Result.Success<Long>(Long found) -> start = found;
          case Result.Failure<Long>(KernelError missing) -> {
            return Result.failure(missing);
          }
        }
      }
      offsets.add(start + place.bytes());
    }
    return Result.success(offsets);
  }

  private static Result<LinkHandle> create(
      int program, Binary binary, List<Long> offsets, UprobeMultiTarget target) {
    return LinkCreate.call(
            program,
            0,
            AttachType.TRACE_UPROBE_MULTI,
            0,
            (attribute, arena) -> write(attribute, arena, binary.kernelPath(), offsets, target),
            target)
        .mapError(error -> explain(error, target));
  }

  private static void write(
      MemorySegment attribute,
      Arena arena,
      String path,
      List<Long> offsets,
      UprobeMultiTarget target) {
    Memory.setLong(attribute, 16, Memory.string(arena, path).address());
    Memory.setLong(attribute, 24, NumberArray.of(arena, offsets));
    Memory.setLong(attribute, 32, NumberArray.of(arena, target.referenceCounterOffsets()));
    Memory.setLong(attribute, 40, NumberArray.of(arena, target.cookies()));
    Memory.setInt(attribute, 48, offsets.size());
    Memory.setInt(attribute, 52, target.atReturn() ? AT_RETURN : 0);
    Memory.setInt(attribute, 56, target.pid().orElse(0));
  }

  private static KernelError explain(KernelError error, UprobeMultiTarget target) {
    return switch (error.errno().name()) {
      case "ENOENT" -> error.withDetail("there is no file " + target.binary());
      case "EBADF" -> error.withDetail(target.binary() + " is no regular file");
      case "ESRCH" -> error.withDetail("there is no process " + target.pid().orElse(0));
      case "EINVAL" ->
          error.withDetail(
              "an offset is past the end of the file, or the program was not loaded for"
                  + " uprobe_multi");
      case "ENOTSUPP", "EOPNOTSUPP" ->
          error.withDetail("the kernel cannot probe the instruction at one of the offsets");
      case "EPERM" -> error.withDetail("uprobes need CAP_PERFMON and CAP_BPF");
      default -> error;
    };
  }
}
