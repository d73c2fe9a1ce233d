package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.CgroupSockTarget;

/** Sockets of a cgroup: the attach type says at which moment of their life. */
public final class CgroupSockLink {

  private CgroupSockLink() {}

  public static Result<LinkHandle> create(int program, CgroupSockTarget target) {
    return CgroupLink.create(program, target.cgroup(), target.attachType(), target);
  }
}
