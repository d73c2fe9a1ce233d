package io.bpfledger.core.request;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.CgroupDeviceAttachment;
import io.bpfledger.journal.attachment.CgroupSkbAttachment;
import io.bpfledger.journal.attachment.CgroupSockAddrAttachment;
import io.bpfledger.journal.attachment.CgroupSockAttachment;
import io.bpfledger.journal.attachment.CgroupSockoptAttachment;
import io.bpfledger.journal.attachment.CgroupSysctlAttachment;
import io.bpfledger.journal.attachment.SockOpsAttachment;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The hooks of cgroups. */
final class CgroupOptions {

  private static final String ATTACH_TYPE = "attach_type";

  private static final List<AttachType> PACKETS =
      List.of(AttachType.CGROUP_INET_INGRESS, AttachType.CGROUP_INET_EGRESS);

  private static final List<AttachType> SOCKETS =
      List.of(
          AttachType.CGROUP_INET_SOCK_CREATE,
          AttachType.CGROUP_INET_SOCK_RELEASE,
          AttachType.CGROUP_INET4_POST_BIND,
          AttachType.CGROUP_INET6_POST_BIND);

  private static final List<AttachType> ADDRESSES =
      List.of(
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

  private static final List<AttachType> SOCKET_OPTIONS =
      List.of(AttachType.CGROUP_GETSOCKOPT, AttachType.CGROUP_SETSOCKOPT);

  private CgroupOptions() {}

  static Attachment cgroup(AttachKind kind, ProgramSpec spec, Options options) throws Unsound {
    String path = options.required("cgroup", "cgroup");
    if (!path.startsWith("/")) {
      throw options.invalid(
          "cgroup is %s, and not an absolute path, such as /sys/fs/cgroup/shop".formatted(path));
    }
    return switch (kind) {
      case CGROUP_SKB -> new CgroupSkbAttachment(path, type(spec, options, PACKETS));
      case CGROUP_SOCK -> new CgroupSockAttachment(path, type(spec, options, SOCKETS));
      case CGROUP_SOCK_ADDR -> new CgroupSockAddrAttachment(path, type(spec, options, ADDRESSES));
      case CGROUP_SOCKOPT -> new CgroupSockoptAttachment(path, type(spec, options, SOCKET_OPTIONS));
      case CGROUP_SYSCTL -> new CgroupSysctlAttachment(path);
      case CGROUP_DEVICE -> new CgroupDeviceAttachment(path);
      case SOCK_OPS -> new SockOpsAttachment(path);
      default -> throw options.invalid("it is no hook of a cgroup");
    };
  }

  /** As the caller says, or as the program was loaded for. */
  private static AttachType type(ProgramSpec spec, Options options, List<AttachType> all)
      throws Unsound {
    Optional<String> word =
        options.text(ATTACH_TYPE).or(() -> spec.attachType().map(AttachType::word));
    if (word.isEmpty()) {
      throw options.invalid(
          "no hook is given; say which with attach_type: "
              + String.join(", ", all.stream().map(AttachType::word).toList()));
    }
    return options.word(ATTACH_TYPE, word.get().toLowerCase(Locale.ROOT), all, AttachType::word);
  }
}
