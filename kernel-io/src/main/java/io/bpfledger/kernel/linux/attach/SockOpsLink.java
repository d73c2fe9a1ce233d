package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.SockOpsTarget;

/** TCP events of the sockets of a cgroup. */
public final class SockOpsLink {

  private SockOpsLink() {}

  public static Result<LinkHandle> create(int program, SockOpsTarget target) {
    return CgroupLink.create(program, target.cgroup(), AttachType.CGROUP_SOCK_OPS, target);
  }
}
