package io.bpfledger.kernel;

/**
 * What a kernel may lack. Probed by trying, never by version; the version it came with is named for
 * people only.
 */
public enum Feature {
  KPROBE("kprobes", "4.1", "CONFIG_KPROBES, CONFIG_KPROBE_EVENTS"),
  UPROBE("uprobes", "4.3", "CONFIG_UPROBES, CONFIG_UPROBE_EVENTS"),
  KPROBE_MULTI("kprobe_multi links", "5.18", "CONFIG_FPROBE"),
  UPROBE_MULTI("uprobe_multi links", "6.6", "CONFIG_UPROBES"),
  PERF_LINK("BPF links on perf events", "5.15", "CONFIG_PERF_EVENTS"),
  BPF_COOKIE("bpf cookies", "5.15", ""),
  RAW_TRACEPOINT_COOKIE("bpf cookies on raw tracepoints", "6.10", ""),
  XDP_LINK("XDP links", "5.9", ""),
  XDP_FRAGS("multi-buffer XDP", "5.18", ""),
  TCX("TCX links", "6.6", "CONFIG_NET_XGRESS"),
  CLS_BPF("tc filters of BPF programs", "4.1", "CONFIG_NET_CLS_BPF, CONFIG_NET_SCH_INGRESS"),
  NETFILTER_LINK("netfilter links", "6.4", "CONFIG_NETFILTER_BPF_LINK"),
  TRAMPOLINE(
      "fentry, fexit and fmod_ret programs", "5.5", "CONFIG_DYNAMIC_FTRACE_WITH_DIRECT_CALLS"),
  TP_BTF("BTF-enabled raw tracepoints", "5.5", "CONFIG_DEBUG_INFO_BTF"),
  LSM("BPF LSM programs", "5.7", "CONFIG_BPF_LSM and bpf in the lsm= list"),
  EXTENSION("freplace programs", "5.6", "CONFIG_DEBUG_INFO_BTF"),
  ITERATOR("BPF iterators", "5.8", "CONFIG_DEBUG_INFO_BTF"),
  CGROUP_LINK("cgroup links", "5.7", "CONFIG_CGROUP_BPF"),
  SK_LOOKUP("sk_lookup programs", "5.9", "CONFIG_NET"),
  STRUCT_OPS("struct_ops maps", "5.6", "CONFIG_BPF_JIT, CONFIG_DEBUG_INFO_BTF"),
  STRUCT_OPS_LINK("struct_ops links", "6.4", "CONFIG_BPF_JIT, CONFIG_DEBUG_INFO_BTF"),
  PROG_BIND_MAP("binding maps to programs", "5.10", ""),
  LINK_DETACH("forced link detach", "5.9", ""),
  TAIL_CALL_IN_SUBPROGRAM("tail calls from sub-programs", "5.10", "CONFIG_BPF_JIT"),
  TEST_RUN("test-run of programs", "4.12", ""),
  RING_BUFFER("ring buffer maps", "5.8", ""),
  VMLINUX_BTF("the kernel's own type information", "5.4", "CONFIG_DEBUG_INFO_BTF"),
  BPF_EVENTS("perf records of program loads", "5.1", "CONFIG_PERF_EVENTS");

  private final String phrase;
  private final String since;
  private final String configuration;

  Feature(String phrase, String since, String configuration) {
    this.phrase = phrase;
    this.since = since;
    this.configuration = configuration;
  }

  public String phrase() {
    return phrase;
  }

  /** The kernel release that brought it. */
  public String since() {
    return since;
  }

  /** The build options it hangs on; empty if none. */
  public String configuration() {
    return configuration;
  }

  /** The sentence of an error message. */
  public String absence() {
    String needs = configuration.isEmpty() ? "" : ", needs " + configuration;
    return "this kernel has no " + phrase + " (since Linux " + since + needs + ")";
  }
}
