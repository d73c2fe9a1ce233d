package io.bpfledger.kernel;

import java.util.Optional;

/**
 * The ways in which a program can be attached: the one table that loading, attaching, inspection,
 * commands and documentation share.
 */
public enum AttachKind {
  XDP("xdp", ProgramType.XDP, AttachType.XDP),
  TC("tc", ProgramType.SCHED_CLS),
  TCX("tcx", ProgramType.SCHED_CLS),
  TRACEPOINT("tracepoint", ProgramType.TRACEPOINT),
  RAW_TRACEPOINT("raw_tracepoint", ProgramType.RAW_TRACEPOINT),
  TP_BTF("tp_btf", ProgramType.TRACING, AttachType.TRACE_RAW_TRACEPOINT),
  KPROBE("kprobe", ProgramType.KPROBE),
  KRETPROBE("kretprobe", ProgramType.KPROBE),
  KPROBE_MULTI("kprobe_multi", ProgramType.KPROBE, AttachType.TRACE_KPROBE_MULTI),
  UPROBE("uprobe", ProgramType.KPROBE),
  URETPROBE("uretprobe", ProgramType.KPROBE),
  UPROBE_MULTI("uprobe_multi", ProgramType.KPROBE, AttachType.TRACE_UPROBE_MULTI),
  FENTRY("fentry", ProgramType.TRACING, AttachType.TRACE_FENTRY),
  FEXIT("fexit", ProgramType.TRACING, AttachType.TRACE_FEXIT),
  FMOD_RET("fmod_ret", ProgramType.TRACING, AttachType.MODIFY_RETURN),
  LSM("lsm", ProgramType.LSM, AttachType.LSM_MAC),
  CGROUP_SKB("cgroup_skb", ProgramType.CGROUP_SKB),
  CGROUP_SOCK("cgroup_sock", ProgramType.CGROUP_SOCK),
  CGROUP_SOCK_ADDR("cgroup_sock_addr", ProgramType.CGROUP_SOCK_ADDR),
  CGROUP_SOCKOPT("cgroup_sockopt", ProgramType.CGROUP_SOCKOPT),
  CGROUP_SYSCTL("cgroup_sysctl", ProgramType.CGROUP_SYSCTL, AttachType.CGROUP_SYSCTL),
  CGROUP_DEVICE("cgroup_device", ProgramType.CGROUP_DEVICE, AttachType.CGROUP_DEVICE),
  SOCK_OPS("sockops", ProgramType.SOCK_OPS, AttachType.CGROUP_SOCK_OPS),
  NETFILTER("netfilter", ProgramType.NETFILTER, AttachType.NETFILTER),
  PERF_EVENT("perf_event", ProgramType.PERF_EVENT),
  ITER("iter", ProgramType.TRACING, AttachType.TRACE_ITER),
  SK_LOOKUP("sk_lookup", ProgramType.SK_LOOKUP, AttachType.SK_LOOKUP),
  STRUCT_OPS("struct_ops", ProgramType.STRUCT_OPS);

  private final String word;
  private final ProgramType programType;
  private final Optional<AttachType> expectedAttachType;

  AttachKind(String word, ProgramType programType) {
    this.word = word;
    this.programType = programType;
    this.expectedAttachType = Optional.empty();
  }

  AttachKind(String word, ProgramType programType, AttachType expectedAttachType) {
    this.word = word;
    this.programType = programType;
    this.expectedAttachType = Optional.of(expectedAttachType);
  }

  /** The name in commands, answers and documents. */
  public String word() {
    return word;
  }

  public ProgramType programType() {
    return programType;
  }

  /**
   * The attach type a program of this kind must be loaded with; empty where it may be zero or the
   * section decides.
   */
  public Optional<AttachType> expectedAttachType() {
    return expectedAttachType;
  }

  public static Optional<AttachKind> named(String word) {
    for (AttachKind kind : values()) {
      if (kind.word.equals(word)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
