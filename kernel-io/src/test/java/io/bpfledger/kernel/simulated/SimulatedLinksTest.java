package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.Links;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.attach.CgroupSkbTarget;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.KprobeTarget;
import io.bpfledger.kernel.attach.NetfilterTarget;
import io.bpfledger.kernel.attach.SkLookupTarget;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.attach.UprobeTarget;
import io.bpfledger.kernel.attach.UserCode;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class SimulatedLinksTest {

  private final Bench bench = new Bench();
  private final Links links = bench.process.links();

  private LinkDetails details(LinkHandle link) {
    return links.info(link).orThrow().details();
  }

  private List<ProgramId> members(Hook hook) {
    return links.query(hook).orThrow().members().stream().map(HookMembers.Member::program).toList();
  }

  private List<ProgramId> tcxMembers() {
    return members(new Hook.Tcx(bench.veth, Direction.INGRESS));
  }

  private long tcxRevision() {
    return links.query(new Hook.Tcx(bench.veth, Direction.INGRESS)).orThrow().revision();
  }

  @Test
  void anXdpHookTakesOneLink() {
    links.create(bench.program("xdp", "a"), bench.xdp()).orThrow();

    assertThat(errno(links.create(bench.program("xdp", "b"), bench.xdp()))).isEqualTo(Errno.EBUSY);
    assertThat(
            errno(
                links.create(
                    bench.program("xdp", "c"), new XdpTarget(bench.veth, XdpMode.GENERIC))))
        .isEqualTo(Errno.EEXIST);
  }

  @Test
  void nativeXdpNeedsADriverThatKnowsIt() {
    ProgramHandle program = bench.program("xdp", "a");

    assertThat(errno(links.create(program, new XdpTarget(bench.dummy, XdpMode.NATIVE))))
        .isEqualTo(Errno.EOPNOTSUPP);
    assertThat(errno(links.create(program, new XdpTarget(bench.veth, XdpMode.HARDWARE))))
        .isEqualTo(Errno.EINVAL);
    assertThat(links.create(program, new XdpTarget(bench.dummy, XdpMode.AUTOMATIC)).succeeded())
        .isTrue();
  }

  @Test
  void aProgramOfAnotherTypeIsNotAttached() {
    assertThat(errno(links.create(bench.program("tc", "t"), bench.xdp()))).isEqualTo(Errno.EINVAL);
    assertThat(errno(links.create(bench.program("xdp", "x"), bench.tcx(new TcxPosition.Last()))))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void aLinkTakesAnotherProgramOnlyFromTheExpectedOne() {
    ProgramHandle first = bench.program("xdp", "first");
    ProgramHandle second = bench.program("xdp", "second");
    LinkHandle link = links.create(first, bench.xdp()).orThrow();

    assertThat(errno(links.update(link, second, Optional.of(second)))).isEqualTo(Errno.EPERM);
    links.update(link, second, Optional.of(first)).orThrow();

    assertThat(links.info(link).orThrow().program()).contains(bench.id(second));
    assertThat(errno(links.update(link, bench.program("tc", "t"), Optional.empty())))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void aReplacedProgramThatNobodyHoldsVanishes() {
    ProgramHandle first = bench.program("xdp", "first");
    ProgramHandle second = bench.program("xdp", "second");
    LinkHandle link = links.create(first, bench.xdp()).orThrow();
    first.close();

    links.update(link, second, Optional.empty()).orThrow();

    assertThat(bench.programs()).containsExactly(bench.id(second));
  }

  @Test
  void detachedLinkKeepsItsIdButLosesItsHook() {
    ProgramHandle program = bench.program("xdp", "a");
    LinkHandle link = links.create(program, bench.xdp()).orThrow();
    LinkInfo before = links.info(link).orThrow();

    links.detach(link).orThrow();

    assertThat(links.info(link).orThrow())
        .isEqualTo(
            new LinkInfo(
                before.id(), before.typeNumber(), before.program(), new LinkDetails.Xdp(0)));
    assertThat(errno(links.update(link, program, Optional.empty()))).isEqualTo(Errno.ENOLINK);
    links.detach(link).orThrow();
    assertThat(links.create(program, bench.xdp()).succeeded()).isTrue();
  }

  @Test
  void linksOnARemovedDeviceBecomeDefunctAndItsSuccessorHasAnotherIndex() {
    LinkHandle xdp = links.create(bench.program("xdp", "x"), bench.xdp()).orThrow();
    LinkHandle tcx =
        links.create(bench.program("tc", "t"), bench.tcx(new TcxPosition.Last())).orThrow();

    bench.host.outside().removeInterface(bench.veth);
    NetworkInterface again = bench.host.outside().addInterface(bench.namespace, "veth0");

    assertThat(details(xdp)).isEqualTo(new LinkDetails.Xdp(0));
    assertThat(details(tcx))
        .isEqualTo(new LinkDetails.Tcx(0, Direction.INGRESS.tcxAttachType().number()));
    assertThat(again.index()).isGreaterThan(bench.veth.index());
    assertThat(errno(links.create(bench.program("xdp", "y"), bench.xdp()))).isEqualTo(Errno.EINVAL);
    assertThat(errno(links.create(bench.program("tc", "u"), bench.tcx(new TcxPosition.Last()))))
        .isEqualTo(Errno.ENODEV);
  }

  @Test
  void tcxMembersStandWhereTheyAskedTo() {
    ProgramHandle a = bench.program("tc", "a");
    ProgramHandle b = bench.program("tc", "b");
    ProgramHandle c = bench.program("tc", "c");
    ProgramHandle d = bench.program("tc", "d");
    LinkHandle first = links.create(a, bench.tcx(new TcxPosition.Last())).orThrow();
    LinkId firstId = links.info(first).orThrow().id();
    links.create(b, bench.tcx(new TcxPosition.First())).orThrow();
    links.create(c, bench.tcx(new TcxPosition.BeforeLink(firstId))).orThrow();
    links.create(d, bench.tcx(new TcxPosition.AfterProgram(bench.id(b)))).orThrow();

    assertThat(tcxMembers()).containsExactly(bench.id(b), bench.id(d), bench.id(c), bench.id(a));
  }

  @Test
  void aTcxHookCountsItsChangesAndStartsAgainWhenEmpty() {
    assertThat(tcxRevision()).isEqualTo(1);
    LinkHandle link =
        links.create(bench.program("tc", "a"), bench.tcx(new TcxPosition.Last())).orThrow();
    assertThat(tcxRevision()).isEqualTo(2);
    links.update(link, bench.program("tc", "b"), Optional.empty()).orThrow();
    assertThat(tcxRevision()).isEqualTo(3);

    link.close();

    assertThat(tcxRevision()).isEqualTo(1);
  }

  @Test
  void aTcxHookRefusesAStaleRevisionAnUnknownNeighbourAndAProgramTwice() {
    ProgramHandle a = bench.program("tc", "a");
    ProgramHandle b = bench.program("tc", "b");
    LinkHandle link = links.create(a, bench.tcx(new TcxPosition.Last())).orThrow();

    assertThat(
            errno(
                links.create(
                    b, new TcxTarget(bench.veth, Direction.INGRESS, new TcxPosition.Last(), 1))))
        .isEqualTo(Errno.ESTALE);
    assertThat(errno(links.create(a, bench.tcx(new TcxPosition.First())))).isEqualTo(Errno.EEXIST);
    assertThat(errno(links.create(b, bench.tcx(new TcxPosition.BeforeProgram(bench.id(b))))))
        .isEqualTo(Errno.ENOENT);
    links.create(b, bench.tcx(new TcxPosition.Last())).orThrow();
    assertThat(errno(links.update(link, b, Optional.empty()))).isEqualTo(Errno.EEXIST);
  }

  @Test
  void aRefusedAttachLeavesNoLinkAndNoReference() {
    ProgramHandle a = bench.program("xdp", "a");
    links.create(a, bench.xdp()).orThrow();
    ProgramHandle b = bench.program("xdp", "b");

    assertThat(errno(links.create(b, bench.xdp()))).isEqualTo(Errno.EBUSY);

    assertThat(bench.links()).hasSize(1);
    b.close();
    assertThat(bench.programs()).containsExactly(bench.id(a));
  }

  @Test
  void probesKeepTheirProgramAndDoNotDetachByForce() {
    ProgramHandle program = bench.program("tracepoint", "t");
    LinkHandle link =
        links.create(program, new TracepointTarget("syscalls", "sys_enter_getpgid", 9)).orThrow();

    assertThat(errno(links.update(link, program, Optional.empty()))).isEqualTo(Errno.EINVAL);
    assertThat(errno(links.detach(link))).isEqualTo(Errno.EOPNOTSUPP);
    assertThat(details(link))
        .isEqualTo(new LinkDetails.Tracepoint("sys_enter_getpgid", OptionalLong.of(9)));
  }

  @Test
  void whatIsNotThereCannotBeTraced() {
    ProgramHandle probe = bench.program("kprobe", "k");
    Path missing = Path.of("/no/such/file");

    assertThat(
            errno(
                links.create(
                    bench.program("tracepoint", "t"), new TracepointTarget("syscalls", "nono", 0))))
        .isEqualTo(Errno.ENOENT);
    assertThat(errno(links.create(probe, new KprobeTarget("nono", 0, 0)))).isEqualTo(Errno.ENOENT);
    assertThat(
            errno(
                links.create(probe, new UprobeTarget(code(missing, 0), 0, OptionalInt.empty(), 0))))
        .isEqualTo(Errno.ENOENT);
    assertThat(
            errno(
                links.create(
                    probe,
                    new UprobeTarget(
                        code(Path.of("/bin/true"), 1 << 30), 0, OptionalInt.empty(), 0))))
        .isEqualTo(Errno.EINVAL);
    assertThat(
            errno(
                links.create(
                    probe,
                    new UprobeTarget(
                        code(Path.of("/bin/true"), 0x2400), 0, OptionalInt.of(4_000_000), 0))))
        .isEqualTo(Errno.ESRCH);
  }

  private static UserCode code(Path binary, long offset) {
    return new UserCode(binary, Optional.empty(), offset, OptionalInt.empty());
  }

  @Test
  void aCgroupRunsManyPrograms() {
    Path cgroup = Path.of("/sys/fs/cgroup/service");
    bench.host.outside().addCgroup(cgroup);
    CgroupSkbTarget target = new CgroupSkbTarget(cgroup, AttachType.CGROUP_INET_INGRESS);
    ProgramHandle a = bench.program("cgroup_skb/ingress", "a");
    ProgramHandle b = bench.program("cgroup_skb/ingress", "b");
    LinkHandle link = links.create(a, target).orThrow();
    links.create(b, target).orThrow();

    assertThat(members(new Hook.Cgroup(cgroup, target.attachType())))
        .containsExactly(bench.id(a), bench.id(b));
    bench.host.outside().removeCgroup(cgroup);
    assertThat(details(link)).isEqualTo(new LinkDetails.Cgroup(0, target.attachType().number()));
  }

  @Test
  void aNetfilterPriorityIsTakenOnce() {
    ProgramHandle program = bench.program("netfilter", "n");
    NetfilterTarget target = new NetfilterTarget(bench.namespace, 2, 0, 100, false);
    LinkHandle link = links.create(program, target).orThrow();

    assertThat(errno(links.create(program, target))).isEqualTo(Errno.EBUSY);
    assertThat(errno(links.update(link, program, Optional.empty()))).isEqualTo(Errno.EOPNOTSUPP);
    links.detach(link).orThrow();
    assertThat(links.create(program, target).succeeded()).isTrue();
  }

  @Test
  void aNetfilterLinkHoldsItsNamespaceAndASocketLookupDoesNot() {
    ProgramHandle filter = bench.program("netfilter", "n");
    ProgramHandle lookup = bench.program("sk_lookup", "s");
    LinkHandle lookupLink = links.create(lookup, new SkLookupTarget(bench.namespace)).orThrow();
    LinkHandle holder =
        links.create(filter, new NetfilterTarget(bench.namespace, 2, 0, 1, false)).orThrow();

    bench.host.outside().removeNamespace(bench.namespace);
    links.update(lookupLink, lookup, Optional.empty()).orThrow();
    holder.close();

    assertThat(errno(links.update(lookupLink, lookup, Optional.empty()))).isEqualTo(Errno.ENOLINK);
    assertThat(((LinkDetails.NetworkNamespaceHook) details(lookupLink)).namespaceInode()).isZero();
  }

  @Test
  void aHardenedKernelNamesWhatItLacks() {
    Bench hardened = new Bench(SimulatedHost.builder(1).profile(HostProfile.hardened()).build());

    var refused =
        hardened
            .process
            .links()
            .create(hardened.program("kprobe", "k"), new KprobeTarget("do_unlinkat", 0, 0));

    assertThat(refused.problem().orElseThrow().missingFeature()).contains(Feature.KPROBE);
  }

  @Test
  void anUnknownIdIsGone() {
    assertThat(errno(links.open(new LinkId(99)))).isEqualTo(Errno.ENOENT);
    assertThat(errno(links.describe(new LinkId(99)))).isEqualTo(Errno.ENOENT);
  }
}
