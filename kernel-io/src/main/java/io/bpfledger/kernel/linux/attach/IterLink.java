package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.IterTarget;
import io.bpfledger.kernel.linux.LinuxMap;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.MemorySegment;

/** An iterator: {info@16, info_len@24}, where info is the map's descriptor if it walks a map. */
public final class IterLink {

  private static final int INFO = 16;
  private static final int INFO_LENGTH = 24;
  private static final int INFO_BYTES = 16;

  private IterLink() {}

  public static Result<LinkHandle> create(int program, IterTarget target) {
    return LinkCreate.call(
            program,
            0,
            AttachType.TRACE_ITER,
            0,
            (attribute, arena) ->
                target
                    .map()
                    .ifPresent(
                        map -> {
                          MemorySegment info = Memory.zeroed(arena, INFO_BYTES);
                          Memory.setInt(info, 0, LinuxMap.number(map));
                          Memory.setLong(attribute, INFO, info.address());
                          Memory.setInt(attribute, INFO_LENGTH, INFO_BYTES);
                        }),
            target)
        .mapError(error -> explain(error, target));
  }

  private static KernelError explain(KernelError error, IterTarget target) {
    return switch (error.errno().name()) {
      case "EBADF" -> error.withDetail("an iterator over map elements needs the map");
      case "EINVAL" ->
          error.withDetail(
              target.map().isPresent()
                  ? "the program does not iterate over maps of this type"
                  : "the program is no iterator, or one that needs a map");
      case "EACCES" ->
          error.withDetail("the program reads more than the keys or values of this map have");
      case "ENOENT" -> error.withDetail("this kernel has no iterator of that name any more");
      case "EPERM" -> error.withDetail("iterators need CAP_PERFMON and CAP_BPF");
      default -> error;
    };
  }
}
