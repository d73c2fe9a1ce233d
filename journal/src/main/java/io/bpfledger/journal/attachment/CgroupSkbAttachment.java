package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;

/** Packets into or out of the sockets of a cgroup. */
public record CgroupSkbAttachment(String cgroup, AttachType attachType)
    implements CgroupAttachment {

  public CgroupSkbAttachment {
    Limits.path("cgroup", cgroup);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SKB;
  }

  @Override
  public String describe() {
    return "cgroup_skb (" + attachType.word() + ") of " + cgroup;
  }
}
