package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;

/** What kprobes and kretprobes share: a perf event of the kprobe source, {symbol, offset}. */
final class KprobeEvent {

  private KprobeEvent() {}

  static Result<LinkHandle> link(
      int program, String symbol, long offset, boolean atReturn, long cookie, LinkTarget target) {
    if (symbol.isBlank()) {
      // Without a symbol the kernel would take the offset for an address.
      return Result.failure(
          KernelError.of(
              Operation.CREATE_LINK, target.describe(), Errno.EINVAL, "a kprobe names a symbol"));
    }
    return Pmu.kprobes(target.describe())
        .flatMap(
            pmu ->
                PerfLink.create(
                    program,
                    PerfEvent.probe(
                        pmu.type(),
                        pmu.config(atReturn, 0),
                        symbol,
                        offset,
                        PerfEvent.EVERY_PROCESS),
                    cookie,
                    target,
                    KprobeEvent::explain));
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "ENOENT" ->
          error.withDetail("this kernel has no function of that name; see /proc/kallsyms");
      case "EINVAL" ->
          error.withDetail(
              "the kernel does not allow probes in that function (it is marked notrace or"
                  + " nokprobe), or the offset is past its end");
      case "EILSEQ" -> error.withDetail("the offset is not at the start of an instruction");
      case "EADDRNOTAVAIL" -> error.withDetail("several functions have that name");
      case "EPERM", "EACCES" -> error.withDetail("kprobes need CAP_PERFMON or CAP_SYS_ADMIN");
      default -> error;
    };
  }
}
