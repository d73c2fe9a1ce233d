package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;

/** The addresses that sockets of a cgroup bind, connect and send to. */
public record CgroupSockAddrTarget(Path cgroup, AttachType attachType) implements LinkTarget {

  private static final Set<AttachType> TYPES =
      EnumSet.of(
          AttachType.CGROUP_INET4_BIND,
          AttachType.CGROUP_INET6_BIND,
          AttachType.CGROUP_INET4_CONNECT,
          AttachType.CGROUP_INET6_CONNECT,
          AttachType.CGROUP_UDP4_SENDMSG,
          AttachType.CGROUP_UDP6_SENDMSG,
          AttachType.CGROUP_UDP4_RECVMSG,
          AttachType.CGROUP_UDP6_RECVMSG,
          AttachType.CGROUP_INET4_GETPEERNAME,
          AttachType.CGROUP_INET6_GETPEERNAME,
          AttachType.CGROUP_INET4_GETSOCKNAME,
          AttachType.CGROUP_INET6_GETSOCKNAME,
          AttachType.CGROUP_UNIX_CONNECT,
          AttachType.CGROUP_UNIX_SENDMSG,
          AttachType.CGROUP_UNIX_RECVMSG,
          AttachType.CGROUP_UNIX_GETPEERNAME,
          AttachType.CGROUP_UNIX_GETSOCKNAME);

  public CgroupSockAddrTarget {
    if (!TYPES.contains(attachType)) {
      throw new IllegalArgumentException(attachType + " is no hook of cgroup_sock_addr");
    }
  }

  @Override
  public AttachKind kind() {
    return AttachKind.CGROUP_SOCK_ADDR;
  }

  @Override
  public String describe() {
    return "cgroup_sock_addr (" + attachType + ") of " + cgroup;
  }
}
