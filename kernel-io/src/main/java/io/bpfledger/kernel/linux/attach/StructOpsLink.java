package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.StructOpsTarget;
import io.bpfledger.kernel.linux.LinuxMap;

/** A kernel structure: a map, made with BPF_F_LINK, stands where other kinds have the program. */
public final class StructOpsLink {

  private StructOpsLink() {}

  public static Result<LinkHandle> create(StructOpsTarget target) {
    return LinkCreate.call(
            LinuxMap.number(target.map()), 0, AttachType.STRUCT_OPS, 0, LinkCreate.NONE, target)
        .mapError(StructOpsLink::explain);
  }

  private static KernelError explain(KernelError error) {
    return switch (error.errno().name()) {
      case "EINVAL" ->
          error.withDetail(
              "the map is no struct_ops map made for a link (section .struct_ops.link), or has no"
                  + " value yet");
      case "EEXIST" -> error.withDetail("a structure of that name is registered already");
      case "EBUSY" -> error.withDetail("this map is attached already");
      case "EPERM" -> error.withDetail("replacing kernel structures needs CAP_SYS_ADMIN");
      default -> error;
    };
  }
}
