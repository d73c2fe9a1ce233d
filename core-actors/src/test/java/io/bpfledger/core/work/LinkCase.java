package io.bpfledger.core.work;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.CgroupDeviceAttachment;
import io.bpfledger.journal.attachment.CgroupSkbAttachment;
import io.bpfledger.journal.attachment.CgroupSockAddrAttachment;
import io.bpfledger.journal.attachment.CgroupSockAttachment;
import io.bpfledger.journal.attachment.CgroupSockoptAttachment;
import io.bpfledger.journal.attachment.CgroupSysctlAttachment;
import io.bpfledger.journal.attachment.FentryAttachment;
import io.bpfledger.journal.attachment.FexitAttachment;
import io.bpfledger.journal.attachment.FmodRetAttachment;
import io.bpfledger.journal.attachment.IterAttachment;
import io.bpfledger.journal.attachment.KprobeAttachment;
import io.bpfledger.journal.attachment.KprobeMultiAttachment;
import io.bpfledger.journal.attachment.KretprobeAttachment;
import io.bpfledger.journal.attachment.LsmAttachment;
import io.bpfledger.journal.attachment.NetfilterAttachment;
import io.bpfledger.journal.attachment.PerfEventAttachment;
import io.bpfledger.journal.attachment.RawTracepointAttachment;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import io.bpfledger.journal.attachment.SockOpsAttachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.attachment.TpBtfAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.attachment.UserBinary;
import io.bpfledger.journal.attachment.UserPlace;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.testing.LibraryCall;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * One way to attach a program of the test objects.
 *
 * @param needs what a kernel must have for it
 */
record LinkCase(
    String name,
    String object,
    List<String> programs,
    Set<Feature> needs,
    Function<LinkPlace, Attachment> on) {

  private static final long COOKIE = 0xc0ffee_0000_0003L;
  private static final long OFFSET = 64;
  private static final String ITERATED = "iterated";
  private static final int SOFTWARE = 1;
  private static final int PAGE_FAULTS = 2;
  private static final long NEVER = 1L << 40;
  private static final int IPV4 = 2;
  private static final int LOCAL_OUT = 3;

  static final List<LinkCase> ALL =
      List.of(
          tracing(
              "tracepoint",
              "on_tracepoint",
              Feature.PERF_LINK,
              _ -> new TracepointAttachment("syscalls", LibraryCall.TRACEPOINT, COOKIE)),
          tracing(
              "raw tracepoint",
              "on_raw_tracepoint",
              Feature.RAW_TRACEPOINT_COOKIE,
              _ -> new RawTracepointAttachment("sys_enter", COOKIE)),
          tracing("tp_btf", "on_tp_btf", Feature.TP_BTF, _ -> new TpBtfAttachment(COOKIE)),
          tracing(
              "kprobe",
              "on_kprobe",
              Feature.KPROBE,
              _ -> new KprobeAttachment(LibraryCall.KERNEL_FUNCTION, 0, COOKIE)),
          tracing(
              "kretprobe",
              "on_kretprobe",
              Feature.KPROBE,
              _ -> new KretprobeAttachment(LibraryCall.KERNEL_FUNCTION, COOKIE)),
          tracing(
              "kprobe_multi",
              "on_kprobe_multi",
              Feature.KPROBE_MULTI,
              _ ->
                  new KprobeMultiAttachment(
                      List.of(LibraryCall.KERNEL_FUNCTION), List.of(COOKIE), false)),
          tracing(
              "uprobe by offset",
              "on_uprobe",
              Feature.UPROBE,
              place -> new UprobeAttachment(quiet(place), inFile(OFFSET), OptionalInt.empty())),
          tracing(
              "uprobe by function",
              "on_uprobe",
              Feature.UPROBE,
              place -> new UprobeAttachment(library(place), function(place), self(place))),
          tracing(
              "uprobe in a container",
              "on_uprobe",
              Feature.UPROBE,
              place ->
                  new UprobeAttachment(
                      new UserBinary(place.binary().toString(), self(place)),
                      inFile(OFFSET),
                      self(place))),
          tracing(
              "uretprobe",
              "on_uretprobe",
              Feature.UPROBE,
              place -> new UretprobeAttachment(library(place), function(place), self(place))),
          tracing(
              "uprobe_multi",
              "on_uprobe_multi",
              Feature.UPROBE_MULTI,
              place ->
                  new UprobeMultiAttachment(
                      quiet(place),
                      List.of(inFile(16), inFile(OFFSET)),
                      OptionalInt.empty(),
                      false)),
          tracing(
              "uretprobe_multi by function",
              "on_uretprobe_multi",
              Feature.UPROBE_MULTI,
              place ->
                  new UprobeMultiAttachment(
                      library(place), List.of(function(place)), self(place), true)),
          tracing("fentry", "on_fentry", Feature.TRAMPOLINE, _ -> new FentryAttachment(COOKIE)),
          tracing("fexit", "on_fexit", Feature.TRAMPOLINE, _ -> new FexitAttachment(COOKIE)),
          tracing("fmod_ret", "on_fmod_ret", Feature.TRAMPOLINE, _ -> new FmodRetAttachment(0)),
          tracing("lsm", "on_lsm", Feature.LSM, _ -> new LsmAttachment(0)),
          cgroup(
              "cgroup_skb",
              "skb_egress",
              at -> new CgroupSkbAttachment(at, AttachType.CGROUP_INET_EGRESS)),
          cgroup(
              "cgroup_sock",
              "sock_create",
              at -> new CgroupSockAttachment(at, AttachType.CGROUP_INET_SOCK_CREATE)),
          cgroup(
              "cgroup_sock_addr",
              "connect4",
              at -> new CgroupSockAddrAttachment(at, AttachType.CGROUP_INET4_CONNECT)),
          cgroup(
              "cgroup_sockopt",
              "getsockopt",
              at -> new CgroupSockoptAttachment(at, AttachType.CGROUP_GETSOCKOPT)),
          cgroup("cgroup_sysctl", "sysctl", CgroupSysctlAttachment::new),
          cgroup("cgroup_device", "device", CgroupDeviceAttachment::new),
          cgroup("sockops", "sock_ops", SockOpsAttachment::new),
          new LinkCase(
              "netfilter",
              "netfilter",
              List.of("accept_one"),
              EnumSet.of(Feature.NETFILTER_LINK),
              place ->
                  new NetfilterAttachment(place.namespace().path(), IPV4, LOCAL_OUT, -7, false)),
          new LinkCase(
              "sk_lookup",
              "sk_lookup",
              List.of("pass_lookup"),
              EnumSet.of(Feature.SK_LOOKUP),
              place -> new SkLookupAttachment(place.namespace().path())),
          new LinkCase(
              "perf_event",
              "perf_event",
              List.of("on_sample"),
              EnumSet.of(Feature.PERF_LINK),
              place ->
                  new PerfEventAttachment(
                      SOFTWARE, PAGE_FAULTS, NEVER, 0, self(place), OptionalInt.empty(), COOKIE)),
          new LinkCase(
              "iter",
              "iter",
              List.of("each_task"),
              EnumSet.of(Feature.ITERATOR),
              _ -> new IterAttachment(Optional.empty())),
          new LinkCase(
              "iter over a map",
              "iter",
              List.of("each_element"),
              EnumSet.of(Feature.ITERATOR),
              _ -> new IterAttachment(Optional.of(ITERATED))),
          new LinkCase(
              "struct_ops",
              "struct_ops_link",
              List.of("ssthresh", "cong_avoid", "undo_cwnd"),
              EnumSet.of(Feature.STRUCT_OPS_LINK),
              _ -> new StructOpsAttachment("congestion")));

  static LinkCase named(String name) {
    return ALL.stream().filter(one -> one.name().equals(name)).findFirst().orElseThrow();
  }

  /** The map that an iterator walks, which its object does not hold. */
  Optional<String> addedMap() {
    return name.equals("iter over a map") ? Optional.of(ITERATED) : Optional.empty();
  }

  private static LinkCase tracing(
      String name, String program, Feature needed, Function<LinkPlace, Attachment> on) {
    return new LinkCase(name, "tracing", List.of(program), EnumSet.of(needed), on);
  }

  private static LinkCase cgroup(String name, String program, Function<String, Attachment> on) {
    return new LinkCase(
        name,
        "cgroup",
        List.of(program),
        EnumSet.of(Feature.CGROUP_LINK),
        place -> on.apply(place.cgroup().toString()));
  }

  private static UserBinary quiet(LinkPlace place) {
    return new UserBinary(place.binary().toString(), OptionalInt.empty());
  }

  private static UserBinary library(LinkPlace place) {
    return new UserBinary(place.library(), OptionalInt.empty());
  }

  private static UserPlace function(LinkPlace place) {
    return UserPlace.function(place.function());
  }

  private static UserPlace inFile(long offset) {
    return new UserPlace(Optional.empty(), offset, 0, COOKIE);
  }

  private static OptionalInt self(LinkPlace place) {
    return OptionalInt.of(place.process());
  }

  @Override
  public String toString() {
    return name;
  }
}
