package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** The life of the sockets of a cgroup. */
public record CgroupSockTarget(Path cgroup, AttachType attachType) implements LinkTarget {

  private static final Set<AttachType> TYPES =
      EnumSet.of(
          AttachType.CGROUP_INET_SOCK_CREATE,
          AttachType.CGROUP_INET_SOCK_RELEASE,
          AttachType.CGROUP_INET4_POST_BIND,
          AttachType.CGROUP_INET6_POST_BIND);

  public CgroupSockTarget {
    if (!TYPES.contains(attachType)) {
      throw new IllegalArgumentException(attachType + " is no hook of cgroup_sock");
    }
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SOCK;
  }

  @Override
  public String describe() {
    return "cgroup_sock (" + attachType + ") of " + cgroup;
  }
}
