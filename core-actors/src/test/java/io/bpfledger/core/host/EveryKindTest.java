package io.bpfledger.core.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.core.request.AttachWish;
import io.bpfledger.core.request.LinkReport;
import io.bpfledger.core.request.LoadWish;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The life of a program of every kind, from the words of a wish to an empty kernel. */
final class EveryKindTest {

  @TempDir private Path scratch;
  private World world;

  @BeforeEach
  void startService() {
    world = World.start(scratch);
    world.outside().addInterface(NetworkNamespace.OWN, "veth0");
    world.outside().addTracepoint("sched", "sched_switch");
    world.outside().addRawTracepoint("sys_enter");
    world.outside().addKernelFunction("task_getpgid");
    world.outside().addCgroup(Path.of("/sys/fs/cgroup/shop"));
    world.outside().addPid(4711);
    world.outside().addBinary(Path.of("/usr/bin/quiet"), 4096, Map.of("hush", 256L));
  }

  @AfterEach
  void stopService() {
    world.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "xdp; xdp:p; iface=veth0,mode=auto,priority=7,proceed-on=pass",
        "tc; tc:p; iface=veth0,direction=ingress,priority=7",
        "tc; tc:p; iface=veth0,direction=egress",
        "tcx/ingress; tcx:p; iface=veth0,direction=ingress",
        "tcx/egress; tcx:p; iface=veth0,direction=egress",
        "tracepoint/sched/sched_switch; tracepoint:p; tracepoint=sched/sched_switch,cookie=9",
        "raw_tp/sys_enter; raw_tracepoint:p; tracepoint=sys_enter",
        "tp_btf/sys_enter; tp_btf:p; ''",
        "kprobe/task_getpgid; kprobe:p; fn_name=task_getpgid",
        "kretprobe/task_getpgid; kprobe:p; fn_name=task_getpgid",
        "kprobe.multi/task_getpgid; kprobe_multi:p; fn_name=task_getpgid",
        "uprobe; uprobe:p; target=/usr/bin/quiet,fn_name=hush,pid=4711",
        "uprobe; uprobe:p; target=/usr/bin/quiet,offset=64",
        "uretprobe; uprobe:p; target=/usr/bin/quiet,fn_name=hush",
        "uprobe.multi; uprobe_multi:p; target=/usr/bin/quiet,fn_name=hush",
        "fentry/task_getpgid; fentry:p; ''",
        "fexit/task_getpgid; fexit:p; ''",
        "cgroup_skb/egress; cgroup_skb:p; cgroup=/sys/fs/cgroup/shop",
        "cgroup/connect4; cgroup_sock_addr:p; cgroup=/sys/fs/cgroup/shop",
        "cgroup/sysctl; cgroup_sysctl:p; cgroup=/sys/fs/cgroup/shop",
        "cgroup/dev; cgroup_device:p; cgroup=/sys/fs/cgroup/shop",
        "sockops; sockops:p; cgroup=/sys/fs/cgroup/shop",
        "netfilter; netfilter:p; protocol_family=ipv4,hook=output,priority=-7",
        "sk_lookup; sk_lookup:p; ''",
        "perf_event; perf_event:p; type=1,config=2,sample_period=1000,pid=4711",
        "iter/task; iter:p; ''",
      })
  void aProgramIsLoadedAttachedReportedDetachedAndUnloaded(
      String section, String program, String options) {
    Teller teller = world.host().teller();
    Teller.Loading loading =
        World.get(
            teller.load(
                World.SOMEBODY,
                LoadWish.of(
                    DeclaredObject.of(DeclaredProgram.in(section, "p")),
                    "/test/object.o",
                    program)));
    World.expectDone(loading.answer());
    ProgramKey key = loading.programs().getFirst();
    Map<String, String> asked = options(options);

    Teller.Attaching attaching =
        World.get(
            teller.attach(
                World.SOMEBODY,
                new AttachWish(
                    key, Optional.empty(), new TreeMap<>(asked), Map.of(), Optional.empty())));
    World.expectDone(attaching.answer());

    LinkView link = world.linkView(attaching.link());
    LinkReport report = report(link);
    assertThat(report.phase()).isEqualTo("attached");
    assertThat(report.options()).containsAllEntriesOf(asked);
    assertThat(report.programName()).contains("p");
    assertThat(report.hold().isPresent() || report.filter().isPresent()).isTrue();
    // On a shared hook the kernel's link may run a chain.
    report
        .seen()
        .filter(_ -> report.membership().isEmpty())
        .ifPresent(
            seen ->
                assertThat(seen.program().orElseThrow().value())
                    .isEqualTo(report.runs().orElseThrow().kernelId()));
    assertThat(world.openHandles()).isZero();

    World.expectDone(world.tryDetach(attaching.link()));
    assertThat(world.linksInKernel()).isZero();
    World.expectDone(world.tryUnload(key));
    assertThat(world.programsInKernel()).isZero();
    assertThat(world.pins()).isEmpty();
    assertThat(world.phase(attaching.link())).isEqualTo("detached");
    assertThat(world.phase(key)).isEqualTo("unloaded");
  }

  private LinkReport report(LinkView link) {
    Optional<HookKey> hook = link.link().attachment().hook();
    var dispatcher = hook.flatMap(world.ledger()::dispatcher);
    Optional<LinkInfo> seen =
        LinkReport.hold(link, dispatcher)
            .flatMap(hold -> world.inventory().links().find(new LinkId(hold.kernelLinkId())));
    return LinkReport.of(link, world.ledger().program(link.link().program()), dispatcher, seen);
  }

  private static Map<String, String> options(String text) {
    Map<String, String> options = new TreeMap<>();
    for (String option : text.split(",", -1)) {
      int equals = option.indexOf('=');
      if (equals > 0) {
        options.put(option.substring(0, equals).strip(), option.substring(equals + 1).strip());
      }
    }
    return options;
  }
}
