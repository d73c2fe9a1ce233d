package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.UserCode;
import io.bpfledger.kernel.linux.binary.Binary;
import java.util.OptionalInt;

/** What uprobes and uretprobes share: a perf event of the uprobe source, {path, offset}. */
final class UprobeEvent {

  /** The kernel has 32 bits for it. */
  private static final long COUNTER_LIMIT = 0xffff_ffffL;

  private UprobeEvent() {}

  static Result<LinkHandle> link(
      int program,
      UserCode code,
      long referenceCounterOffset,
      OptionalInt pid,
      boolean atReturn,
      long cookie,
      LinkTarget target) {
    String object = target.describe();
    if (referenceCounterOffset < 0 || referenceCounterOffset > COUNTER_LIMIT) {
      return Result.failure(
          KernelError.of(
              Operation.CREATE_LINK,
              object,
              Errno.EINVAL,
              "a reference counter is in the first 4 GiB of the file"));
    }
    return Pmu.uprobes(object)
        .flatMap(
            pmu ->
                Binary.open(code.binary(), code.mountNamespacePid(), object)
                    .flatMap(
                        binary -> {
                          try (binary) {
                            return offset(binary, code, object)
                                .map(
                                    offset ->
                                        PerfEvent.probe(
                                            pmu.type(),
                                            pmu.config(atReturn, referenceCounterOffset),
                                            binary.kernelPath(),
                                            offset,
                                            pid.orElse(PerfEvent.EVERY_PROCESS)))
                                .flatMap(
                                    event ->
                                        PerfLink.create(
                                            program,
                                            event,
                                            cookie,
                                            target,
                                            error -> explain(error, pid)));
                          }
                        }));
  }

  private static Result<Long> offset(Binary binary, UserCode code, String object) {
    return code.function().isPresent()
        ? binary.offsetOf(code.function().get(), object).map(start -> start + code.offset())
        : Result.success(code.offset());
  }

  private static KernelError explain(KernelError error, OptionalInt pid) {
    return switch (error.errno().name()) {
      case "ENOENT" -> error.withDetail("there is no such file");
      case "EINVAL" ->
          error.withDetail("the offset is past the end of the file, or the file cannot be probed");
      case "ESRCH" -> error.withDetail("there is no process " + pid.orElse(0));
      case "ENOTSUPP", "EOPNOTSUPP" ->
          error.withDetail("the kernel cannot probe the instruction at that offset");
      case "EPERM", "EACCES" -> error.withDetail("uprobes need CAP_PERFMON or CAP_SYS_ADMIN");
      default -> error;
    };
  }
}
