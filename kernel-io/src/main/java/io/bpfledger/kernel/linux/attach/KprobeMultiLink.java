package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.KprobeMultiTarget;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Many kernel functions: {flags@16, count@20, symbols@24, addresses@32, cookies@40}. */
public final class KprobeMultiLink {

  private static final int AT_RETURN = 1;

  private KprobeMultiLink() {}

  public static Result<LinkHandle> create(int program, KprobeMultiTarget target) {
    if (target.symbols().isEmpty() || target.symbols().size() > NumberArray.LIMIT) {
      return Result.failure(
          KernelError.of(
              Operation.CREATE_LINK,
              target.describe(),
              Errno.EINVAL,
              "a link holds 1 to " + NumberArray.LIMIT + " functions"));
    }
    return LinkCreate.call(
            program,
            0,
            AttachType.TRACE_KPROBE_MULTI,
            0,
            (attribute, arena) -> {
              Memory.setInt(attribute, 16, target.atReturn() ? AT_RETURN : 0);
              Memory.setInt(attribute, 20, target.symbols().size());
              Memory.setLong(attribute, 24, NumberArray.of(arena, names(arena, target.symbols())));
              Memory.setLong(attribute, 40, NumberArray.of(arena, target.cookies()));
            },
            target)
        .mapError(KprobeMultiLink::explain);
  }

  private static List<Long> names(Arena arena, List<String> symbols) {
    return symbols.stream()
        .map(symbol -> Memory.string(arena, symbol))
        .map(MemorySegment::address)
        .toList();
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "ESRCH", "ENOENT" ->
          error.withDetail("one of the functions is not in this kernel; see /proc/kallsyms");
      case "EOPNOTSUPP" -> error.withMissingFeature(Feature.KPROBE_MULTI);
      case "EINVAL" ->
          error.withDetail(
              "the program was not loaded for kprobe_multi, or one of the functions cannot be"
                  + " traced");
      case "EPERM" -> error.withDetail("kprobes need CAP_PERFMON and CAP_BPF");
      default -> error;
    };
  }
}
