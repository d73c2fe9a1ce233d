package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.TcxPosition;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SimulatedNotificationsTest {

  private final Bench bench = new Bench();
  private final List<Notification> heard = new ArrayList<>();

  private Notifications.Subscription subscribe(Bench on) {
    return on.process
        .notifications()
        .subscribe(new Notifications.Scope(List.of(Bench.FS), List.of(on.namespace)), heard::add)
        .orThrow();
  }

  @Test
  void programsAreHeardToComeAndGo() {
    subscribe(bench);

    ProgramHandle program = bench.program("xdp", "x");
    ProgramId id = bench.id(program);
    String tag = bench.process.programs().info(program).orThrow().tag();
    program.close();

    assertThat(heard)
        .containsExactly(
            new Notification.ProgramLoaded(id, tag), new Notification.ProgramUnloaded(id, tag));
  }

  @Test
  void pinsOfWatchedDirectoriesAreHeardAndThoseBelowAreNot() {
    bench.process.bpffs().makeDirectory(bench.path("d")).orThrow();
    subscribe(bench);
    var map = bench.map(MapType.HASH, 1);

    bench.process.bpffs().pin(map, bench.path("a")).orThrow();
    bench.process.bpffs().pin(map, bench.path("d").resolve("below")).orThrow();
    bench.process.bpffs().rename(bench.path("a"), bench.path("b")).orThrow();
    bench.host.outside().unlink(bench.path("b"));

    assertThat(heard)
        .containsExactly(
            new Notification.PinCreated(bench.path("a")),
            new Notification.PinDeleted(bench.path("a")),
            new Notification.PinCreated(bench.path("b")),
            new Notification.PinDeleted(bench.path("b")));
  }

  @Test
  void interfacesAreHeardToComeChangeAndGo() {
    subscribe(bench);

    NetworkInterface added = bench.host.outside().addInterface(bench.namespace, "new0");
    bench.host.outside().renameInterface(added, "new1");
    bench.host.outside().removeInterface(added);

    assertThat(heard)
        .containsExactly(
            new Notification.InterfaceChanged(bench.namespace, added.index(), "new0"),
            new Notification.InterfaceChanged(bench.namespace, added.index(), "new1"),
            new Notification.InterfaceRemoved(bench.namespace, added.index(), "new1"));
  }

  @Test
  void filtersAreHeardAndLinksAreNot() {
    ProgramHandle tc = bench.program("tc", "t");
    ProgramHandle xdp = bench.program("xdp", "x");
    subscribe(bench);

    LinkHandle link = bench.process.links().create(xdp, bench.xdp()).orThrow();
    bench.process.links().create(tc, bench.tcx(new TcxPosition.Last())).orThrow();
    link.close();
    assertThat(heard).isEmpty();
    bench.process.trafficControl().addClsact(bench.veth).orThrow();
    bench.process.trafficControl().addFilter(bench.tc(), new TcFilterSpec(1, 1, "x"), tc).orThrow();

    Notification change =
        new Notification.TrafficControlChanged(bench.namespace, bench.veth.index());
    assertThat(heard).containsExactly(change, change);
  }

  @Test
  void afterCloseNothingIsHeard() {
    Notifications.Subscription subscription = subscribe(bench);
    subscription.close();

    bench.program("xdp", "x");

    assertThat(heard).isEmpty();
  }

  @Test
  void aDeadProcessHearsNothing() {
    subscribe(bench);
    bench.process.crash();

    TestObjects.load(bench.host.startProcess("other"), "xdp", "x");

    assertThat(heard).isEmpty();
  }

  @Test
  void notificationsCanWaitUntilTheyAreAskedFor() {
    Bench patient =
        new Bench(SimulatedHost.builder(1).delivery(SimulatedHost.Delivery.WHEN_ASKED).build());
    subscribe(patient);

    patient.program("xdp", "x");
    assertThat(heard).isEmpty();
    patient.host.deliverNotifications();

    assertThat(heard).hasSize(1);
  }

  @Test
  void aListenerMayCallTheKernelAndHearsOfThatToo() {
    List<String> seen = new ArrayList<>();
    bench
        .process
        .notifications()
        .subscribe(
            new Notifications.Scope(List.of(), List.of()),
            notification -> {
              seen.add(notification.getClass().getSimpleName());
              if (seen.size() == 1) {
                bench.program("tc", "inner").close();
              }
            })
        .orThrow();

    bench.program("xdp", "outer");

    assertThat(seen).containsExactly("ProgramLoaded", "ProgramLoaded", "ProgramUnloaded");
  }

  @Test
  void aKernelWithoutBpfEventsTellsNothingOfPrograms() {
    Bench silent =
        new Bench(
            SimulatedHost.builder(1)
                .profile(
                    HostProfile.complete()
                        .without(Feature.BPF_EVENTS, Errno.EINVAL, "no records of loads"))
                .build());
    subscribe(silent);

    silent.program("xdp", "x");

    assertThat(heard).isEmpty();
  }

  @Test
  void whatIsNotThereCannotBeWatched() {
    assertThat(
            errno(
                bench
                    .process
                    .notifications()
                    .subscribe(
                        new Notifications.Scope(List.of(bench.path("nothing")), List.of()),
                        heard::add)))
        .isEqualTo(Errno.ENOENT);
  }
}
