package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.CgroupDeviceTarget;

/** Devices that a cgroup opens. */
public final class CgroupDeviceLink {

  private CgroupDeviceLink() {}

  public static Result<LinkHandle> create(int program, CgroupDeviceTarget target) {
    return CgroupLink.create(program, target.cgroup(), AttachType.CGROUP_DEVICE, target);
  }
}
