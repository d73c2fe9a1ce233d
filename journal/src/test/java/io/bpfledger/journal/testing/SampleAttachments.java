package io.bpfledger.journal.testing;

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
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.TpBtfAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.attachment.UserBinary;
import io.bpfledger.journal.attachment.UserPlace;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** One attachment of each kind. */
final class SampleAttachments {

  private static final String CGROUP = "/sys/fs/cgroup/child";

  private SampleAttachments() {}

  static Map<String, Attachment> all() {
    Map<String, Attachment> all = new LinkedHashMap<>();
    all.put(
        "xdp",
        new XdpAttachment(Device.named("eth0"), XdpMode.AUTOMATIC, 50, ProceedOn.OfXdp.DEFAULT));
    all.put("tc", new TcAttachment(Samples.BLUE, Direction.EGRESS, 1000, ProceedOn.OfTc.DEFAULT));
    all.put("tcx", new TcxAttachment(Samples.BLUE, Direction.INGRESS, 0));
    all.put("tracepoint", new TracepointAttachment("syscalls", "sys_enter_openat", 0));
    all.put("raw_tracepoint", new RawTracepointAttachment("sys_enter", -1));
    all.put("tp_btf", new TpBtfAttachment(0));
    all.put("kprobe", new KprobeAttachment("tcp_connect", 4, 5));
    all.put("kretprobe", new KretprobeAttachment("tcp_connect", 0));
    all.put(
        "kprobe_multi",
        new KprobeMultiAttachment(List.of("vfs_read", "vfs_write"), List.of(1L, 2L), true));
    all.put(
        "uprobe",
        new UprobeAttachment(
            new UserBinary("libc", OptionalInt.of(4711)),
            new UserPlace(Optional.of("malloc"), 8, 16, 32),
            Samples.pid()));
    all.put(
        "uretprobe",
        new UretprobeAttachment(
            new UserBinary("/usr/bin/bash", OptionalInt.empty()),
            UserPlace.function("readline"),
            OptionalInt.empty()));
    all.put(
        "uprobe_multi",
        new UprobeMultiAttachment(
            new UserBinary("/usr/bin/bash", OptionalInt.empty()),
            List.of(UserPlace.function("readline"), new UserPlace(Optional.empty(), 4096, 0, 0)),
            OptionalInt.empty(),
            false));
    all.put("fentry", new FentryAttachment(0));
    all.put("fexit", new FexitAttachment(1));
    all.put("fmod_ret", new FmodRetAttachment(2));
    all.put("lsm", new LsmAttachment(3));
    all.put("cgroup_skb", new CgroupSkbAttachment(CGROUP, AttachType.CGROUP_INET_INGRESS));
    all.put("cgroup_sock", new CgroupSockAttachment(CGROUP, AttachType.CGROUP_INET_SOCK_CREATE));
    all.put(
        "cgroup_sock_addr", new CgroupSockAddrAttachment(CGROUP, AttachType.CGROUP_INET4_CONNECT));
    all.put("cgroup_sockopt", new CgroupSockoptAttachment(CGROUP, AttachType.CGROUP_SETSOCKOPT));
    all.put("cgroup_sysctl", new CgroupSysctlAttachment(CGROUP));
    all.put("cgroup_device", new CgroupDeviceAttachment(CGROUP));
    all.put("sockops", new SockOpsAttachment(CGROUP));
    all.put("netfilter", new NetfilterAttachment("/run/netns/blue", 2, 0, -128, true));
    all.put(
        "perf_event",
        new PerfEventAttachment(
            1, 0, 0, 99, OptionalInt.empty(), OptionalInt.of(0), 0xffff_ffff_ffffL));
    all.put("iter", new IterAttachment(Optional.of("counters")));
    all.put("sk_lookup", new SkLookupAttachment("/run/netns/blue"));
    all.put("struct_ops", new StructOpsAttachment("congestion"));
    return all;
  }
}
