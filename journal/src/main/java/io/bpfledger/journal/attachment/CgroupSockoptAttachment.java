package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;

/** The socket options of a cgroup. */
public record CgroupSockoptAttachment(String cgroup, AttachType attachType)
    implements CgroupAttachment {

  public CgroupSockoptAttachment {
    Limits.path("cgroup", cgroup);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SOCKOPT;
  }

  @Override
  public String describe() {
    return "cgroup_sockopt (" + attachType.word() + ") of " + cgroup;
  }
}
