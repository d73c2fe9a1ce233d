package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.linux.ffi.Memory;

/**
 * A program that was loaded for one place of the kernel, attached there; {cookie@24}.
 *
 * <p>Without a cookie the older call is made, which every kernel with such programs has: {@code
 * BPF_LINK_CREATE} takes them since Linux 6.0 only.
 */
final class TracingLink {

  private static final int COOKIE = 24;

  private TracingLink() {}

  static Result<LinkHandle> create(
      int program, AttachType attachType, long cookie, LinkTarget target) {
    Result<LinkHandle> link =
        cookie == 0
            ? RawTracepointOpen.asLoaded(program, target)
            : LinkCreate.call(
                program,
                0,
                attachType,
                0,
                (attribute, _) -> Memory.setLong(attribute, COOKIE, cookie),
                target);
    return link.mapError(TracingLink::explain);
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "EINVAL", "EFAULT" ->
          error.withDetail("the program was not loaded for this kind of attach");
      case "EBUSY" ->
          error.withDetail("this program is attached already, and it can be only once at a time");
      case "E2BIG" -> error.withDetail("the function has as many programs as the kernel allows");
      case "ENOTSUPP" -> error.withDetail("the kernel cannot trace this function this way");
      case "EPERM" -> error.withDetail("attaching tracing programs needs CAP_PERFMON and CAP_BPF");
      default -> error;
    };
  }
}
