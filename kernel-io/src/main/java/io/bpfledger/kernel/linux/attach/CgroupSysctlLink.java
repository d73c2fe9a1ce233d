package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.CgroupSysctlTarget;

/** Sysctls as a cgroup reads and writes them. */
public final class CgroupSysctlLink {

  private CgroupSysctlLink() {}

  public static Result<LinkHandle> create(int program, CgroupSysctlTarget target) {
    return CgroupLink.create(program, target.cgroup(), AttachType.CGROUP_SYSCTL, target);
  }
}
