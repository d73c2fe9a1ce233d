package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** TCP events of the sockets of a cgroup. */
public record SockOpsAttachment(String cgroup) implements CgroupAttachment {

  public SockOpsAttachment {
    Limits.path("cgroup", cgroup);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.SOCK_OPS;
  }

  @Override
  public String describe() {
    return "sockops of " + cgroup;
  }
}
