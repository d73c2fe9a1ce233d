package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;

/** The addresses that sockets of a cgroup bind, connect and send to. */
public record CgroupSockAddrAttachment(String cgroup, AttachType attachType)
    implements CgroupAttachment {

  public CgroupSockAddrAttachment {
    Limits.path("cgroup", cgroup);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SOCK_ADDR;
  }

  @Override
  public String describe() {
    return "cgroup_sock_addr (" + attachType.word() + ") of " + cgroup;
  }
}
