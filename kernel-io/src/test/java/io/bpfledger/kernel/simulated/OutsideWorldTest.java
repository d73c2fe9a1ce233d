package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcxPosition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Others on the machine: what they put in the way, and what they take away. */
final class OutsideWorldTest {

  private final Bench bench = new Bench();
  private final OutsideWorld outside = bench.host.outside();
  private final SimulatedProcess foreign = bench.host.startProcess("foreign");
  private final List<Notification> heard = new ArrayList<>();

  private ProgramHandle foreignProgram(String section) {
    return TestObjects.load(foreign, section, "theirs");
  }

  private void listen() {
    bench
        .process
        .notifications()
        .subscribe(new Notifications.Scope(List.of(Bench.FS), List.of(bench.namespace)), heard::add)
        .orThrow();
  }

  @Test
  void aForeignXdpProgramHoldsTheHookUntilItIsTakenAway() {
    ProgramHandle theirs = foreignProgram("xdp");
    outside.setXdpByNetlink(bench.veth, foreign.programs().info(theirs).orThrow().id());
    ProgramHandle ours = bench.program("xdp", "ours");
    assertThat(errno(bench.process.links().create(ours, bench.xdp()))).isEqualTo(Errno.EBUSY);

    outside.clearXdpByNetlink(bench.veth);

    assertThat(bench.process.links().create(ours, bench.xdp()).succeeded()).isTrue();
  }

  @Test
  void netlinkLeavesTheProgramOfALinkAlone() {
    ProgramHandle ours = bench.program("xdp", "ours");
    bench.process.links().create(ours, bench.xdp()).orThrow();

    assertThatThrownBy(() -> outside.setXdpByNetlink(bench.veth, bench.id(ours)))
        .isInstanceOf(KernelFailure.class)
        .hasMessageContaining("EBUSY");
    assertThatThrownBy(() -> outside.clearXdpByNetlink(bench.veth))
        .isInstanceOf(KernelFailure.class)
        .hasMessageContaining("EBUSY");
  }

  @Test
  void netlinkTakesNoProgramOfAnotherTypeForXdp() {
    ProgramHandle classifier = bench.program("tc", "t");

    assertThatThrownBy(() -> outside.setXdpByNetlink(bench.veth, bench.id(classifier)))
        .isInstanceOf(KernelFailure.class)
        .hasMessageContaining("EINVAL");
  }

  @Test
  void foreignMembersStandOnATcxHookBesideOurs() {
    ProgramHandle theirs = foreignProgram("tc");
    ProgramHandle ours = bench.program("tc", "ours");
    bench.process.links().create(ours, bench.tcx(new TcxPosition.Last())).orThrow();
    foreign.links().create(theirs, bench.tcx(new TcxPosition.First())).orThrow();
    Hook hook = new Hook.Tcx(bench.veth, Direction.INGRESS);

    assertThat(bench.process.links().query(hook).orThrow().members())
        .extracting(HookMembers.Member::program)
        .containsExactly(foreign.programs().info(theirs).orThrow().id(), bench.id(ours));

    foreign.crash();
    assertThat(bench.process.links().query(hook).orThrow().members())
        .extracting(HookMembers.Member::program)
        .containsExactly(bench.id(ours));
  }

  @Test
  void foreignFiltersAndQdiscsAreListedAndCanGoWithOurs() {
    outside.addClsact(bench.veth);
    outside.addForeignFilter(bench.veth, Direction.INGRESS, 1, 1, "flower");
    foreign
        .trafficControl()
        .addFilter(bench.tc(), new TcFilterSpec(2, 1, "theirs"), foreignProgram("tc"))
        .orThrow();
    bench
        .process
        .trafficControl()
        .addFilter(bench.tc(), new TcFilterSpec(3, 1, "ours"), bench.program("tc", "ours"))
        .orThrow();
    listen();
    assertThat(bench.process.trafficControl().filters(bench.tc()).orThrow())
        .extracting(TcFilter::priority)
        .containsExactly(1, 2, 3);

    outside.deleteFilter(bench.veth, Direction.INGRESS, 3, 1);
    assertThat(bench.process.trafficControl().filters(bench.tc()).orThrow())
        .extracting(TcFilter::priority)
        .containsExactly(1, 2);

    outside.deleteClsact(bench.veth);
    assertThat(bench.process.trafficControl().qdiscs(bench.veth).orThrow())
        .extracting(Qdisc::kind)
        .doesNotContain("clsact");
    Notification change =
        new Notification.TrafficControlChanged(bench.namespace, bench.veth.index());
    assertThat(heard).containsExactly(change, change);
  }

  @Test
  void anotherIngressQdiscKeepsClsactAway() {
    outside.addIngressQdisc(bench.veth);

    assertThat(errno(bench.process.trafficControl().addClsact(bench.veth))).isEqualTo(Errno.EEXIST);
  }

  @Test
  void aDeviceThatComesBackIsHeardOfAndIsAnother() {
    ProgramHandle ours = bench.program("xdp", "ours");
    LinkHandle link = bench.process.links().create(ours, bench.xdp()).orThrow();
    listen();

    outside.removeInterface(bench.veth);
    NetworkInterface again = outside.addInterface(bench.namespace, "veth0");

    assertThat(again.index()).isNotEqualTo(bench.veth.index());
    assertThat(heard)
        .containsExactly(
            new Notification.InterfaceRemoved(bench.namespace, bench.veth.index(), "veth0"),
            new Notification.InterfaceChanged(bench.namespace, again.index(), "veth0"));
    assertThat(bench.process.links().info(link).orThrow().details())
        .isEqualTo(new LinkDetails.Xdp(0));
    assertThat(bench.process.network().lookup(bench.namespace, "veth0").orThrow()).isEqualTo(again);
  }

  @Test
  void aNamespaceThatGoesTakesItsDevicesAndHooksAlong() {
    ProgramHandle ours = bench.program("tc", "ours");
    LinkHandle link =
        bench.process.links().create(ours, bench.tcx(new TcxPosition.Last())).orThrow();
    var before = bench.process.network().identify(bench.namespace).orThrow();
    listen();

    outside.removeNamespace(bench.namespace);

    assertThat(errno(bench.process.network().identify(bench.namespace))).isEqualTo(Errno.ENOENT);
    assertThat(heard)
        .contains(new Notification.InterfaceRemoved(bench.namespace, bench.veth.index(), "veth0"));
    assertThat(bench.process.links().info(link).orThrow().details())
        .isInstanceOfSatisfying(
            LinkDetails.Tcx.class, tcx -> assertThat(tcx.interfaceIndex()).isZero());
    NetworkNamespace again = outside.addNamespace("blue");
    assertThat(again).isEqualTo(bench.namespace);
    assertThat(bench.process.network().identify(again).orThrow()).isNotEqualTo(before);
  }

  @Test
  void aLinkOfOursIsDetachedAndRetargetedByOthers() {
    ProgramHandle ours = bench.program("xdp", "ours");
    LinkHandle link = bench.process.links().create(ours, bench.xdp()).orThrow();
    var id = bench.process.links().info(link).orThrow().id();
    var theirs = foreign.programs().info(foreignProgram("xdp")).orThrow().id();

    outside.replaceProgram(id, theirs);
    assertThat(bench.process.links().info(link).orThrow().program()).isEqualTo(Optional.of(theirs));

    outside.detach(id);
    assertThat(bench.process.links().query(new Hook.Xdp(bench.veth)).orThrow().members()).isEmpty();
  }

  @Test
  void lostNotificationsAreSaidToBeLost() {
    Bench patient =
        new Bench(SimulatedHost.builder(1).delivery(SimulatedHost.Delivery.WHEN_ASKED).build());
    patient
        .process
        .notifications()
        .subscribe(new Notifications.Scope(List.of(), List.of()), heard::add)
        .orThrow();
    patient.program("xdp", "unheard");

    patient.host.outside().loseNotifications();
    patient.program("xdp", "heard").close();
    patient.host.deliverNotifications();

    assertThat(heard)
        .hasExactlyElementsOfTypes(
            Notification.Lost.class,
            Notification.ProgramLoaded.class,
            Notification.ProgramUnloaded.class);
  }
}
