package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.CgroupSkbTarget;

/** Packets of the sockets of a cgroup: the attach type says in which direction. */
public final class CgroupSkbLink {

  private CgroupSkbLink() {}

  public static Result<LinkHandle> create(int program, CgroupSkbTarget target) {
    return CgroupLink.create(program, target.cgroup(), target.attachType(), target);
  }
}
