package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.CgroupSockoptTarget;

/** Socket options of a cgroup: the attach type says whether read or set. */
public final class CgroupSockoptLink {

  private CgroupSockoptLink() {}

  public static Result<LinkHandle> create(int program, CgroupSockoptTarget target) {
    return CgroupLink.create(program, target.cgroup(), target.attachType(), target);
  }
}
