package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;

/** The life of the sockets of a cgroup. */
public record CgroupSockAttachment(String cgroup, AttachType attachType)
    implements CgroupAttachment {

  public CgroupSockAttachment {
    Limits.path("cgroup", cgroup);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SOCK;
  }

  @Override
  public String describe() {
    return "cgroup_sock (" + attachType.word() + ") of " + cgroup;
  }
}
