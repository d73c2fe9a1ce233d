package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** The socket options of a cgroup. */
public record CgroupSockoptTarget(Path cgroup, AttachType attachType) implements LinkTarget {

  private static final Set<AttachType> TYPES =
      EnumSet.of(AttachType.CGROUP_GETSOCKOPT, AttachType.CGROUP_SETSOCKOPT);

  public CgroupSockoptTarget {
    if (!TYPES.contains(attachType)) {
      throw new IllegalArgumentException(attachType + " is no hook of cgroup_sockopt");
    }
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SOCKOPT;
  }

  @Override
  public String describe() {
    return "cgroup_sockopt (" + attachType + ") of " + cgroup;
  }
}
