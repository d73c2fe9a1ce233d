package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications.Scope;
import io.bpfledger.kernel.Notifications.Subscription;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class NotificationContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  @NeedsFeature(Feature.BPF_EVENTS)
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends ContractTest {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    private final ConcurrentLinkedQueue<Notification> heard = new ConcurrentLinkedQueue<>();

    @Test
    void programIsToldWhenItComesAndWhenItGoes() {
      listen(List.of(), List.of());
      LoadedObject loaded = load("xdp_verdicts", "pass_one");
      ProgramInfo info = kernel().programs().info(loaded.program("pass_one")).orThrow();
      Notification unloaded = new Notification.ProgramUnloaded(info.id(), info.tag());

      assertHeard(new Notification.ProgramLoaded(info.id(), info.tag()));
      assertThat(heard).doesNotContain(unloaded);
      loaded.close();
      assertHeard(unloaded);
    }

    @Test
    void pinIsToldInAWatchedDirectory() {
      kernel().bpffs().makeDirectory(path("watched")).orThrow();
      listen(List.of(path("watched")), List.of());
      ProgramHandle program = xdpPass();

      kernel().bpffs().pin(program, path("elsewhere")).orThrow();
      kernel().bpffs().pin(program, path("watched/pin")).orThrow();
      assertHeard(new Notification.PinCreated(path("watched/pin")));
      assertThat(heard).doesNotContain(new Notification.PinCreated(path("elsewhere")));
      kernel().bpffs().unlink(path("watched/pin")).orThrow();
      assertHeard(new Notification.PinDeleted(path("watched/pin")));
    }

    @Test
    void renamedPinIsToldAsGoneAndAsNew() {
      kernel().bpffs().pin(xdpPass(), path("first")).orThrow();
      listen(List.of(world().bpffs()), List.of());

      kernel().bpffs().rename(path("first"), path("second")).orThrow();

      assertHeard(new Notification.PinDeleted(path("first")));
      assertHeard(new Notification.PinCreated(path("second")));
    }

    @Test
    void interfaceIsToldWhenItComesAndWhenItGoes() {
      listen(List.of(), List.of(world().namespace()));

      NetworkInterface device = world().addDevice("dev0");
      assertHeard(new Notification.InterfaceChanged(world().namespace(), device.index(), "dev0"));
      world().removeDevice("dev0");
      assertHeard(new Notification.InterfaceRemoved(world().namespace(), device.index(), "dev0"));
    }

    @Test
    void filterIsToldWhenItComesAndWhenItGoes() {
      NetworkInterface device = world().addDevice("dev0");
      kernel().trafficControl().addClsact(device).orThrow();
      ProgramHandle program = tcOk();
      TcTarget target = new TcTarget(device, Direction.INGRESS);
      Notification changed =
          new Notification.TrafficControlChanged(world().namespace(), device.index());
      listen(List.of(), List.of(world().namespace()));

      kernel()
          .trafficControl()
          .addFilter(target, new TcFilterSpec(50, 1, "ours"), program)
          .orThrow();
      assertHeard(changed);
      heard.clear();
      kernel().trafficControl().deleteFilter(target, 50, 1).orThrow();
      assertHeard(changed);
    }

    /** A second subscription, which does hear it, is the proof that there was something to hear. */
    @Test
    void closedSubscriptionHearsNothingMore() {
      Subscription closed = listen(List.of(world().bpffs()), List.of(world().namespace()));
      ProgramHandle program = xdpPass();
      kernel().bpffs().pin(program, path("before")).orThrow();
      assertHeard(new Notification.PinCreated(path("before")));
      closed.close();
      List<Notification> before = List.copyOf(heard);
      ConcurrentLinkedQueue<Notification> witness = new ConcurrentLinkedQueue<>();
      keep(
          kernel()
              .notifications()
              .subscribe(
                  new Scope(List.of(world().bpffs()), List.of(world().namespace())), witness::add));

      kernel().bpffs().pin(program, path("after")).orThrow();
      NetworkInterface device = world().addDevice("dev0");

      Notification pinned = new Notification.PinCreated(path("after"));
      Notification added =
          new Notification.InterfaceChanged(world().namespace(), device.index(), "dev0");
      Eventually.holds(() -> witness.contains(pinned) && witness.contains(added));
      assertThat(witness).contains(pinned, added);
      assertThat(heard).containsExactlyElementsOf(before);
    }

    @Test
    void missingDirectoryCannotBeWatched() {
      assertRefused(
          kernel()
              .notifications()
              .subscribe(new Scope(List.of(path("missing")), List.of()), heard::add),
          Errno.ENOENT);
    }

    private Subscription listen(List<Path> directories, List<NetworkNamespace> namespaces) {
      return keep(
          kernel().notifications().subscribe(new Scope(directories, namespaces), heard::add));
    }

    private void assertHeard(Notification expected) {
      Eventually.holds(() -> heard.contains(expected));
      assertThat(heard).contains(expected);
    }
  }
}
