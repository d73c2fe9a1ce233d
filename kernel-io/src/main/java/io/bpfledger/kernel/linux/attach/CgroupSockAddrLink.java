package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.CgroupSockAddrTarget;

/** Addresses of the sockets of a cgroup: the attach type says of which call. */
public final class CgroupSockAddrLink {

  private CgroupSockAddrLink() {}

  public static Result<LinkHandle> create(int program, CgroupSockAddrTarget target) {
    return CgroupLink.create(program, target.cgroup(), target.attachType(), target);
  }
}
