package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.TracepointTarget;

/** A tracepoint: a perf event of the number that tracefs gives it. */
public final class TracepointLink {

  private TracepointLink() {}

  public static Result<LinkHandle> create(int program, TracepointTarget target) {
    return Tracefs.tracepointId(target)
        .flatMap(
            id ->
                PerfLink.create(
                    program,
                    PerfEvent.tracepoint(id),
                    target.cookie(),
                    target,
                    TracepointLink::explain));
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "ENOENT" ->
          error.withDetail("the kernel has this tracepoint no more; was a module removed?");
      case "EPERM", "EACCES" -> error.withDetail("opening tracepoints needs CAP_PERFMON");
      default -> error;
    };
  }
}
