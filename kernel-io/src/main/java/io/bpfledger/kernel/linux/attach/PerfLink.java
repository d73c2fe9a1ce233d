package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import java.util.function.UnaryOperator;

/**
 * A link on a perf event: the place is the event's descriptor; {cookie@16}. The link keeps the
 * event, so the descriptor goes at once. Since Linux 5.15; before, programs were put on events
 * without a link, which cannot be pinned, and that we do not do.
 */
final class PerfLink {

  private static final int COOKIE = 16;

  private PerfLink() {}

  /** Opens the event, whose errors mean something else for each kind, and links the program. */
  static Result<LinkHandle> create(
      int program,
      PerfEvent event,
      long cookie,
      LinkTarget target,
      UnaryOperator<KernelError> explainOpening) {
    return event
        .open(target.describe())
        .mapError(explainOpening)
        .flatMap(
            file -> {
              try (FileDescriptor opened = file) {
                return LinkCreate.call(
                        program,
                        opened.number(),
                        AttachType.PERF_EVENT,
                        0,
                        (attribute, _) -> Memory.setLong(attribute, COOKIE, cookie),
                        target)
                    .mapError(PerfLink::explain);
              }
            });
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "EINVAL" -> error.withDetail("the program is not of the type for this kind of event");
      case "EEXIST" -> error.withDetail("this program is attached to that event already");
      case "E2BIG" -> error.withDetail("64 programs are attached to that event already");
      case "EACCES" -> error.withDetail("the program reads beyond the record of this tracepoint");
      case "EPERM" -> error.withDetail("attaching to perf events needs CAP_PERFMON and CAP_BPF");
      default -> error;
    };
  }
}
