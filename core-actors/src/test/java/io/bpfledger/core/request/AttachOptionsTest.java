package io.bpfledger.core.request;

import static io.bpfledger.core.request.AttachChecks.check;
import static io.bpfledger.core.request.AttachChecks.refusal;
import static io.bpfledger.core.request.AttachChecks.sound;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.machine.Refusal;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.CgroupSkbAttachment;
import io.bpfledger.journal.attachment.CgroupSysctlAttachment;
import io.bpfledger.journal.attachment.FentryAttachment;
import io.bpfledger.journal.attachment.IterAttachment;
import io.bpfledger.journal.attachment.KprobeAttachment;
import io.bpfledger.journal.attachment.KprobeMultiAttachment;
import io.bpfledger.journal.attachment.NetfilterAttachment;
import io.bpfledger.journal.attachment.PerfEventAttachment;
import io.bpfledger.journal.attachment.RawTracepointAttachment;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.attachment.TcAttachment;
import io.bpfledger.journal.attachment.TcxAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UserBinary;
import io.bpfledger.journal.attachment.UserPlace;
import io.bpfledger.journal.attachment.XdpAttachment;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.ProceedOn;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.chain.TcVerdict;
import io.bpfledger.kernel.chain.XdpVerdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Options as people write them, and the attachments that come of them. */
final class AttachOptionsTest {

  private static Attachment attachment(AttachKind kind, Map<String, String> options) {
    return sound(check(kind, kind.word(), options)).attachment();
  }

  private static String invalid(AttachKind kind, Map<String, String> options) {
    Refusal refusal = refusal(check(kind, kind.word(), options));
    assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID);
    return refusal.message();
  }

  @Test
  void xdpNeedsNoMoreThanAnInterface() {
    assertThat(attachment(AttachKind.XDP, Map.of("iface", "eth0")))
        .isEqualTo(
            new XdpAttachment(
                Device.named("eth0"), XdpMode.AUTOMATIC, 50, ProceedOn.OfXdp.DEFAULT));
  }

  @Test
  void xdpTakesAllItsOptions() {
    assertThat(
            attachment(
                AttachKind.XDP,
                Map.of(
                    "iface", "veth0",
                    "netns", "/run/netns/blue",
                    "priority", "0",
                    "mode", "skb",
                    "proceed-on", "drop, pass,dispatcher_return")))
        .isEqualTo(
            new XdpAttachment(
                new Device("/run/netns/blue", "veth0"),
                XdpMode.GENERIC,
                0,
                ProceedOn.OfXdp.of(
                    XdpVerdict.DROP, XdpVerdict.PASS, XdpVerdict.DISPATCHER_RETURN)));
  }

  @ParameterizedTest
  @CsvSource({
    "skb,GENERIC",
    "generic,GENERIC",
    "drv,NATIVE",
    "native,NATIVE",
    "hw,HARDWARE",
    "auto,AUTOMATIC"
  })
  void modesAreKnownByTheirUsualNames(String word, XdpMode mode) {
    XdpAttachment at =
        (XdpAttachment) attachment(AttachKind.XDP, Map.of("iface", "eth0", "mode", word));
    assertThat(at.mode()).isEqualTo(mode);
  }

  @Test
  void namespaceIsNamedByItsNameToo() {
    SkLookupAttachment at =
        (SkLookupAttachment) attachment(AttachKind.SK_LOOKUP, Map.of("netns", "blue"));
    assertThat(at.namespace()).isEqualTo("/run/netns/blue");
    assertThat(attachment(AttachKind.SK_LOOKUP, Map.of()))
        .isEqualTo(new SkLookupAttachment(Device.OWN_NAMESPACE));
  }

  @Test
  void trafficControlTakesBothDirections() {
    assertThat(
            attachment(
                AttachKind.TC,
                Map.of("iface", "eth0", "direction", "egress", "proceed-on", "ok,pipe")))
        .isEqualTo(
            new TcAttachment(
                Device.named("eth0"),
                Direction.EGRESS,
                50,
                ProceedOn.OfTc.of(TcVerdict.OK, TcVerdict.PIPE)));
    assertThat(
            attachment(
                AttachKind.TCX,
                Map.of("iface", "eth0", "direction", "ingress", "priority", "1000")))
        .isEqualTo(new TcxAttachment(Device.named("eth0"), Direction.INGRESS, 1000));
  }

  @Test
  void functionsAndPlacesAreTakenAsTheyAreGiven() {
    assertThat(attachment(AttachKind.KPROBE, Map.of("fn_name", "vfs_read", "offset", "0x10")))
        .isEqualTo(new KprobeAttachment("vfs_read", 16, 0));
    assertThat(
            attachment(
                AttachKind.KPROBE_MULTI,
                Map.of("fn_name", "vfs_read,vfs_write", "cookies", "1,2", "retprobe", "true")))
        .isEqualTo(
            new KprobeMultiAttachment(List.of("vfs_read", "vfs_write"), List.of(1L, 2L), true));
    assertThat(
            attachment(
                AttachKind.UPROBE,
                Map.of(
                    "target", "libc",
                    "fn_name", "malloc",
                    "offset", "8",
                    "pid", "812",
                    "container_pid", "4711",
                    "cookie", "18446744073709551615",
                    "ref_ctr_offset", "32")))
        .isEqualTo(
            new UprobeAttachment(
                new UserBinary("libc", OptionalInt.of(4711)),
                new UserPlace(Optional.of("malloc"), 8, 32, -1),
                OptionalInt.of(812)));
    assertThat(
            attachment(
                AttachKind.UPROBE_MULTI,
                Map.of("target", "/usr/bin/bash", "offset", "16,0x20", "cookies", "1,2")))
        .isEqualTo(
            new UprobeMultiAttachment(
                new UserBinary("/usr/bin/bash", OptionalInt.empty()),
                List.of(
                    new UserPlace(Optional.empty(), 16, 0, 1),
                    new UserPlace(Optional.empty(), 32, 0, 2)),
                OptionalInt.empty(),
                false));
  }

  @Test
  void processZeroIsEveryProcess() {
    UprobeAttachment at =
        (UprobeAttachment)
            attachment(
                AttachKind.UPROBE, Map.of("target", "libc", "fn_name", "malloc", "pid", "0"));
    assertThat(at.pid()).isEmpty();
  }

  @Test
  void otherKindsTakeWhatTheyNeed() {
    assertThat(attachment(AttachKind.RAW_TRACEPOINT, Map.of("tracepoint", "sys_enter")))
        .isEqualTo(new RawTracepointAttachment("sys_enter", 0));
    assertThat(attachment(AttachKind.FENTRY, Map.of())).isEqualTo(new FentryAttachment(0));
    assertThat(attachment(AttachKind.CGROUP_SKB, Map.of("cgroup", "/sys/fs/cgroup/shop")))
        .isEqualTo(new CgroupSkbAttachment("/sys/fs/cgroup/shop", AttachType.CGROUP_INET_EGRESS));
    assertThat(
            attachment(
                AttachKind.CGROUP_SKB,
                Map.of("cgroup", "/sys/fs/cgroup/shop", "attach_type", "cgroup_inet_ingress")))
        .isEqualTo(new CgroupSkbAttachment("/sys/fs/cgroup/shop", AttachType.CGROUP_INET_INGRESS));
    assertThat(attachment(AttachKind.CGROUP_SYSCTL, Map.of("cgroup", "/sys/fs/cgroup/shop")))
        .isEqualTo(new CgroupSysctlAttachment("/sys/fs/cgroup/shop"));
    assertThat(
            attachment(
                AttachKind.NETFILTER,
                Map.of("protocol_family", "ipv6", "hook", "output", "priority", "-128")))
        .isEqualTo(new NetfilterAttachment(Device.OWN_NAMESPACE, 10, 3, -128, false));
    assertThat(
            attachment(
                AttachKind.PERF_EVENT,
                Map.of("type", "1", "config", "0", "sample_freq", "99", "cpu", "0")))
        .isEqualTo(new PerfEventAttachment(1, 0, 0, 99, OptionalInt.empty(), OptionalInt.of(0), 0));
    assertThat(attachment(AttachKind.ITER, Map.of("map", "counters")))
        .isEqualTo(new IterAttachment(Optional.of("counters")));
    assertThat(attachment(AttachKind.STRUCT_OPS, Map.of("map", "config")))
        .isEqualTo(new StructOpsAttachment("config"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "XDP  | priority=5                       | no interface is given; say which with iface",
        "XDP  | iface=                           | no interface is given; say which with iface",
        "XDP  | iface=eth0;priority=1001         | priority is 1001, and not a number from 0 to"
            + " 1000",
        "XDP  | iface=eth0;priority=-1           | priority is -1, and not a number from 0 to 1000",
        "XDP  | iface=eth0;priority=high         | priority is high, and not a number from 0 to"
            + " 1000",
        "XDP  | iface=eth0;proceed-on=pass,pipe  | proceed-on is pipe, and none of aborted, drop",
        "XDP  | iface=eth0;mode=fast             | mode is fast, and none of auto, generic",
        "XDP  | iface=eth0;direction=ingress     | there is no option direction; there are iface",
        "XDP  | iface=interface-too-long         | interface name has 18 characters, not 1 to 15",
        "XDP  | iface=a/b                        | no interface can be called a/b",
        "TC   | iface=eth0                       | no direction is given; say which with direction",
        "TC   | iface=eth0;direction=sideways    | direction is sideways, and none of ingress,"
            + " egress",
        "TC   | iface=eth0;direction=egress;proceed-on=tx | proceed-on is tx, and none of unspec,"
            + " ok",
        "TCX  | iface=eth0;direction=up          | direction is up, and none of ingress, egress",
        "TCX  | iface=eth0;direction=egress;proceed-on=ok | there is no option proceed-on",
        "TRACEPOINT | cookie=1                   | no tracepoint is given; say which with"
            + " tracepoint",
        "TRACEPOINT | tracepoint=sys_enter       | tracepoint is sys_enter, and not CATEGORY/NAME",
        "TRACEPOINT | tracepoint=a/b;cookie=-1   | cookie is -1, and not a number of 64 bits",
        "KPROBE | offset=4                       | no function is given; say which with fn_name",
        "KPROBE | fn_name=vfs_read;offset=x      | offset is x, and not a number from 0 to",
        "KPROBE | fn_name=vfs_read;container_pid=5 | there is no option container_pid",
        "KRETPROBE | fn_name=vfs_read;offset=4   | a probe of a return has no offset",
        "KPROBE_MULTI | retprobe=true            | no function is given; say which with fn_name",
        "KPROBE_MULTI | fn_name=a,b;cookies=1    | 1 cookies for 2 places; give one for each",
        "KPROBE_MULTI | fn_name=a;retprobe=maybe | retprobe is maybe, and neither true nor false",
        "UPROBE | fn_name=malloc                 | no binary or library is given; say which with"
            + " target",
        "UPROBE | target=libc                    | no function is given; say which with fn_name, or"
            + " where",
        "UPROBE | target=libc;fn_name=f;pid=-3   | pid is -3, and not a number from 0 to",
        "UPROBE_MULTI | target=libc              | no function is given; say which with fn_name, or"
            + " where",
        "UPROBE_MULTI | target=libc;fn_name=a+x  | fn_name is x, and not a number from 0 to",
        "UPROBE_MULTI | target=libc;fn_name=a;ref_ctr_offsets=1,2 | 2 ref_ctr_offsets for 1 places",
        "CGROUP_SKB | attach_type=cgroup_inet_egress | no cgroup is given; say which with cgroup",
        "CGROUP_SKB | cgroup=shop                | cgroup is shop, and not an absolute path",
        "CGROUP_SOCK | cgroup=/sys/fs/cgroup/shop | no hook is given; say which with attach_type",
        "CGROUP_SOCKOPT | cgroup=/c;attach_type=cgroup_inet_egress | attach_type is"
            + " cgroup_inet_egress, and none",
        "NETFILTER | hook=input                  | no protocol family is given; say which with",
        "NETFILTER | protocol_family=arp;hook=input | protocol_family is arp, and none of ipv4,"
            + " ipv6",
        "NETFILTER | protocol_family=ipv4;hook=in | hook is in, and none of prerouting, input",
        "PERF_EVENT | type=1;config=0;cpu=0      | give either sample_period or sample_freq",
        "PERF_EVENT | type=1;config=0;sample_freq=9 | give pid or cpu",
        "PERF_EVENT | config=0;sample_freq=9;cpu=0 | no event type is given; say which with type",
        "ITER | map=nothing                      | map is nothing, and none of counters, config",
        "STRUCT_OPS | cookie=1                   | no struct_ops map is given; say which with map",
        "FENTRY | fn_name=vfs_read               | there is no option fn_name; there are cookie",
      })
  void whatMakesNoSenseIsNamedWithTheNextStep(AttachKind kind, String given, String message) {
    Map<String, String> options = new TreeMap<>();
    for (String option : given.split(";", -1)) {
      String[] parts = option.split("=", 2);
      options.put(parts[0], parts[1]);
    }

    assertThat(invalid(kind, options)).contains(message);
    assertThat(invalid(kind, options))
        .containsAnyOf("attach pass as " + kind.word(), Samples.PROGRAM.toString());
  }

  @ParameterizedTest
  @EnumSource(AttachKind.class)
  void optionsOfEveryKindTogetherFitNone(AttachKind kind) {
    Map<String, String> options =
        new TreeMap<>(
            Map.of(
                "iface", "eth0",
                "direction", "ingress",
                "fn_name", "f",
                "target", "libc",
                "cgroup", "/sys/fs/cgroup/shop",
                "attach_type", "cgroup_inet_egress",
                "tracepoint", "a/b",
                "map", "counters",
                "no_such_option", "1"));

    Refusal refusal = refusal(check(kind, kind.word(), options));

    assertThat(refusal.reason()).isEqualTo(Refusal.Reason.INVALID);
    assertThat(refusal.message()).contains("attach pass as " + kind.word());
  }
}
