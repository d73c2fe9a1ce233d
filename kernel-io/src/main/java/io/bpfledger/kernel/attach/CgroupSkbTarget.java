package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** Packets into or out of the sockets of a cgroup. */
public record CgroupSkbTarget(Path cgroup, AttachType attachType) implements LinkTarget {

  private static final Set<AttachType> TYPES =
      EnumSet.of(AttachType.CGROUP_INET_INGRESS, AttachType.CGROUP_INET_EGRESS);

  public CgroupSkbTarget {
    if (!TYPES.contains(attachType)) {
      throw new IllegalArgumentException(attachType + " is no hook of cgroup_skb");
    }
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SKB;
  }

  @Override
  public String describe() {
    return "cgroup_skb (" + attachType + ") of " + cgroup;
  }
}
