package io.bpfledger.kernel.elf;

import static io.bpfledger.kernel.elf.SectionRow.attached;
import static io.bpfledger.kernel.elf.SectionRow.loaded;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.ProgramType;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Section names and their meaning: the names of libbpf up to 1.5, and the older ones that compilers
 * of other loaders still write.
 *
 * <p>A name means what its longest row says, where a row is a whole name or a part that ends before
 * a slash. What follows the slash is the target where the row has one, and otherwise a label of no
 * meaning ({@code classifier/count}). A leading question mark asks a loader not to load the program
 * unless told to, which is what we do anyway.
 */
public final class SectionTable {

  private static final List<SectionRow> ROWS =
      List.of(
          attached("xdp", AttachKind.XDP),
          attached("xdp.frags", AttachKind.XDP).withFrags(),
          // Programs of a device or CPU map's entries; they cannot be on a device as well.
          loaded("xdp/devmap", ProgramType.XDP, AttachType.XDP_DEVMAP),
          loaded("xdp.frags/devmap", ProgramType.XDP, AttachType.XDP_DEVMAP).withFrags(),
          loaded("xdp/cpumap", ProgramType.XDP, AttachType.XDP_CPUMAP),
          loaded("xdp.frags/cpumap", ProgramType.XDP, AttachType.XDP_CPUMAP).withFrags(),
          attached("tc", AttachKind.TC),
          // Newer libbpf takes these two for tcx. A filter runs them as well, everywhere, and tcx
          // asks no attach type of a program.
          attached("tc/ingress", AttachKind.TC).withTarget("ingress"),
          attached("tc/egress", AttachKind.TC).withTarget("egress"),
          attached("classifier", AttachKind.TC),
          attached("classifier/ingress", AttachKind.TC).withTarget("ingress"),
          attached("classifier/egress", AttachKind.TC).withTarget("egress"),
          attached("tcx/ingress", AttachKind.TCX, AttachType.TCX_INGRESS).withTarget("ingress"),
          attached("tcx/egress", AttachKind.TCX, AttachType.TCX_EGRESS).withTarget("egress"),
          // Runs as the action of a filter, never as the filter.
          loaded("action", ProgramType.SCHED_ACT),
          loaded("netkit/primary", ProgramType.SCHED_CLS, AttachType.NETKIT_PRIMARY),
          loaded("netkit/peer", ProgramType.SCHED_CLS, AttachType.NETKIT_PEER),
          attached("tracepoint", AttachKind.TRACEPOINT).withTarget(),
          attached("tp", AttachKind.TRACEPOINT).withTarget(),
          attached("raw_tracepoint", AttachKind.RAW_TRACEPOINT).withTarget(),
          attached("raw_tp", AttachKind.RAW_TRACEPOINT).withTarget(),
          attached("raw_tracepoint.w", AttachKind.RAW_TRACEPOINT).writable().withTarget(),
          attached("raw_tp.w", AttachKind.RAW_TRACEPOINT).writable().withTarget(),
          attached("tp_btf", AttachKind.TP_BTF).withTarget(),
          attached("kprobe", AttachKind.KPROBE).withTarget(),
          attached("kretprobe", AttachKind.KRETPROBE).withTarget(),
          attached("kprobe.multi", AttachKind.KPROBE_MULTI).withTarget(),
          attached("kretprobe.multi", AttachKind.KPROBE_MULTI).withTarget().runningAtReturn(),
          loaded("kprobe.session", ProgramType.KPROBE, AttachType.TRACE_KPROBE_SESSION)
              .withTarget(),
          // The kernel function behind a system call has another name on every architecture.
          attached("ksyscall", AttachKind.KPROBE),
          attached("kretsyscall", AttachKind.KRETPROBE),
          attached("uprobe", AttachKind.UPROBE).withTarget(),
          attached("uprobe.s", AttachKind.UPROBE).withTarget().maySleep(),
          attached("uretprobe", AttachKind.URETPROBE).withTarget(),
          attached("uretprobe.s", AttachKind.URETPROBE).withTarget().maySleep(),
          attached("uprobe.multi", AttachKind.UPROBE_MULTI).withTarget(),
          attached("uprobe.multi.s", AttachKind.UPROBE_MULTI).withTarget().maySleep(),
          attached("uretprobe.multi", AttachKind.UPROBE_MULTI).withTarget().runningAtReturn(),
          attached("uretprobe.multi.s", AttachKind.UPROBE_MULTI)
              .withTarget()
              .runningAtReturn()
              .maySleep(),
          loaded("uprobe.session", ProgramType.KPROBE, AttachType.TRACE_UPROBE_SESSION)
              .withTarget(),
          loaded("uprobe.session.s", ProgramType.KPROBE, AttachType.TRACE_UPROBE_SESSION)
              .withTarget()
              .maySleep(),
          // Needs the notes of the traced binary, and maps that only libbpf fills from them.
          loaded("usdt", ProgramType.KPROBE).withTarget(),
          loaded("usdt.s", ProgramType.KPROBE).withTarget().maySleep(),
          attached("fentry", AttachKind.FENTRY).withTarget(),
          attached("fentry.s", AttachKind.FENTRY).withTarget().maySleep(),
          attached("fexit", AttachKind.FEXIT).withTarget(),
          attached("fexit.s", AttachKind.FEXIT).withTarget().maySleep(),
          attached("fmod_ret", AttachKind.FMOD_RET).withTarget(),
          attached("fmod_ret.s", AttachKind.FMOD_RET).withTarget().maySleep(),
          loaded("freplace", ProgramType.EXTENSION).withTarget(),
          attached("lsm", AttachKind.LSM).withTarget(),
          attached("lsm.s", AttachKind.LSM).withTarget().maySleep(),
          loaded("lsm_cgroup", ProgramType.LSM, AttachType.LSM_CGROUP).withTarget(),
          attached("iter", AttachKind.ITER).withTarget(),
          attached("iter.s", AttachKind.ITER).withTarget().maySleep(),
          attached("perf_event", AttachKind.PERF_EVENT),
          attached("netfilter", AttachKind.NETFILTER),
          attached("sk_lookup", AttachKind.SK_LOOKUP),
          attached("struct_ops", AttachKind.STRUCT_OPS).withTarget(),
          attached("struct_ops.s", AttachKind.STRUCT_OPS).withTarget().maySleep(),
          attached("sockops", AttachKind.SOCK_OPS),
          attached("cgroup_skb", AttachKind.CGROUP_SKB),
          attached("cgroup/skb", AttachKind.CGROUP_SKB),
          attached("cgroup_skb/ingress", AttachKind.CGROUP_SKB, AttachType.CGROUP_INET_INGRESS),
          attached("cgroup_skb/egress", AttachKind.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS),
          attached("cgroup/sysctl", AttachKind.CGROUP_SYSCTL),
          attached("cgroup/dev", AttachKind.CGROUP_DEVICE),
          option("getsockopt", AttachType.CGROUP_GETSOCKOPT),
          option("setsockopt", AttachType.CGROUP_SETSOCKOPT),
          socket("sock", AttachType.CGROUP_INET_SOCK_CREATE),
          socket("sock_create", AttachType.CGROUP_INET_SOCK_CREATE),
          socket("sock_release", AttachType.CGROUP_INET_SOCK_RELEASE),
          socket("post_bind4", AttachType.CGROUP_INET4_POST_BIND),
          socket("post_bind6", AttachType.CGROUP_INET6_POST_BIND),
          address("bind4", AttachType.CGROUP_INET4_BIND),
          address("bind6", AttachType.CGROUP_INET6_BIND),
          address("connect4", AttachType.CGROUP_INET4_CONNECT),
          address("connect6", AttachType.CGROUP_INET6_CONNECT),
          address("connect_unix", AttachType.CGROUP_UNIX_CONNECT),
          address("sendmsg4", AttachType.CGROUP_UDP4_SENDMSG),
          address("sendmsg6", AttachType.CGROUP_UDP6_SENDMSG),
          address("sendmsg_unix", AttachType.CGROUP_UNIX_SENDMSG),
          address("recvmsg4", AttachType.CGROUP_UDP4_RECVMSG),
          address("recvmsg6", AttachType.CGROUP_UDP6_RECVMSG),
          address("recvmsg_unix", AttachType.CGROUP_UNIX_RECVMSG),
          address("getpeername4", AttachType.CGROUP_INET4_GETPEERNAME),
          address("getpeername6", AttachType.CGROUP_INET6_GETPEERNAME),
          address("getpeername_unix", AttachType.CGROUP_UNIX_GETPEERNAME),
          address("getsockname4", AttachType.CGROUP_INET4_GETSOCKNAME),
          address("getsockname6", AttachType.CGROUP_INET6_GETSOCKNAME),
          address("getsockname_unix", AttachType.CGROUP_UNIX_GETSOCKNAME),
          loaded("socket", ProgramType.SOCKET_FILTER),
          loaded("sk_reuseport", ProgramType.SK_REUSEPORT, AttachType.SK_REUSEPORT_SELECT),
          loaded(
              "sk_reuseport/migrate",
              ProgramType.SK_REUSEPORT,
              AttachType.SK_REUSEPORT_SELECT_OR_MIGRATE),
          loaded("sk_skb", ProgramType.SK_SKB),
          loaded("sk_skb/stream_parser", ProgramType.SK_SKB, AttachType.SK_SKB_STREAM_PARSER),
          loaded("sk_skb/stream_verdict", ProgramType.SK_SKB, AttachType.SK_SKB_STREAM_VERDICT),
          loaded("sk_skb/verdict", ProgramType.SK_SKB, AttachType.SK_SKB_VERDICT),
          loaded("sk_msg", ProgramType.SK_MSG, AttachType.SK_MSG_VERDICT),
          loaded("flow_dissector", ProgramType.FLOW_DISSECTOR, AttachType.FLOW_DISSECTOR),
          loaded("lirc_mode2", ProgramType.LIRC_MODE2, AttachType.LIRC_MODE2),
          loaded("lwt_in", ProgramType.LWT_IN),
          loaded("lwt_out", ProgramType.LWT_OUT),
          loaded("lwt_xmit", ProgramType.LWT_XMIT),
          loaded("lwt_seg6local", ProgramType.LWT_SEG6LOCAL),
          loaded("syscall", ProgramType.SYSCALL).maySleep());

  private static final Map<String, SectionRow> ROW_BY_NAME = rowByName();

  private SectionTable() {}

  /** The meaning of a section name; empty for a name that says nothing. */
  public static Optional<SectionMeaning> meaning(String section) {
    String name = section.startsWith("?") ? section.substring(1) : section;
    int firstSlash = name.indexOf('/');
    int secondSlash = firstSlash < 0 ? -1 : name.indexOf('/', firstSlash + 1);
    int[] ends = {name.length(), secondSlash, firstSlash};
    for (int end : ends) {
      SectionRow row = end < 0 ? null : ROW_BY_NAME.get(name.substring(0, end));
      if (row != null) {
        return Optional.of(row.meaning(end == name.length() ? "" : name.substring(end + 1)));
      }
    }
    return Optional.empty();
  }

  static List<SectionRow> rows() {
    return ROWS;
  }

  private static SectionRow option(String name, AttachType attachType) {
    return attached("cgroup/" + name, AttachKind.CGROUP_SOCKOPT, attachType);
  }

  private static SectionRow socket(String name, AttachType attachType) {
    return attached("cgroup/" + name, AttachKind.CGROUP_SOCK, attachType);
  }

  private static SectionRow address(String name, AttachType attachType) {
    return attached("cgroup/" + name, AttachKind.CGROUP_SOCK_ADDR, attachType);
  }

  private static Map<String, SectionRow> rowByName() {
    Map<String, SectionRow> rows = new HashMap<>();
    for (SectionRow row : ROWS) {
      if (rows.put(row.name(), row) != null) {
        throw new IllegalStateException("two rows for " + row.name());
      }
    }
    return Map.copyOf(rows);
  }
}
