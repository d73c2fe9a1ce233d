package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.RawTracepointTarget;

/** A raw tracepoint, by its name without the category. */
public final class RawTracepointLink {

  private RawTracepointLink() {}

  public static Result<LinkHandle> create(int program, RawTracepointTarget target) {
    return RawTracepointOpen.named(program, target.name(), target.cookie(), target)
        .mapError(RawTracepointLink::explain);
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "ENOENT" ->
          error.withDetail("this kernel has no such tracepoint; the name is without the category");
      case "EINVAL" -> error.withDetail("the program must be of type raw_tracepoint");
      case "EPERM" ->
          error.withDetail("attaching to raw tracepoints needs CAP_PERFMON and CAP_BPF");
      default -> error;
    };
  }
}
