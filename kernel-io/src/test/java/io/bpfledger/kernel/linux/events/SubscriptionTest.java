package io.bpfledger.kernel.linux.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.Notifications.Scope;
import io.bpfledger.kernel.Notifications.Subscription;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.SkLookupTarget;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.linux.LinkReader;
import io.bpfledger.kernel.linux.LinkWriter;
import io.bpfledger.kernel.linux.LinuxBpffs;
import io.bpfledger.kernel.linux.LinuxNotifications;
import io.bpfledger.kernel.linux.LinuxPrograms;
import io.bpfledger.kernel.linux.LinuxTrafficControl;
import io.bpfledger.kernel.linux.ffi.Mapping;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.OpenDescriptors;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealKernel
final class SubscriptionTest {

  private static final Scope PROGRAMS_ONLY = new Scope(List.of(), List.of());
  private static final Notification LOST_PROGRAMS = new Notification.Lost("program loads");

  private final Notifications notifications = new LinuxNotifications();
  private final NotificationInbox inbox = new NotificationInbox();

  @Test
  void programIsToldWhenItComesAndWhenItGoes() {
    try (Subscription _ = subscribe(PROGRAMS_ONLY, inbox)) {
      Notification.ProgramLoaded loaded;
      Notification.ProgramUnloaded unloaded;
      try (CountingProgram program = program()) {
        String tag = new LinuxPrograms().info(program.handle()).orThrow().tag();
        loaded = new Notification.ProgramLoaded(program.id(), tag);
        unloaded = new Notification.ProgramUnloaded(program.id(), tag);
        inbox.await(loaded);
        assertThat(inbox.all()).doesNotContain(unloaded);
      }
      inbox.await(unloaded);
    }
  }

  @Test
  void ringThatRunsOverIsToldAsLoss() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    Consumer<Notification> slow =
        notification -> {
          await(busy);
          inbox.accept(notification);
        };
    try (Subscription _ = subscribe(PROGRAMS_ONLY, slow)) {
      for (int turn = 0; turn < 6000; turn++) {
        program().close();
      }
      busy.countDown();

      Eventually.get(
          "a loss",
          () -> {
            program().close();
            return inbox.all().contains(LOST_PROGRAMS) ? Optional.of(true) : Optional.empty();
          });
    }
  }

  @Test
  void pinsAreToldWhenTheyComeMoveAndGo() {
    LinuxBpffs bpffs = new LinuxBpffs();
    try (BpffsSandbox sandbox = BpffsSandbox.open();
        CountingProgram program = program();
        Subscription _ = subscribe(new Scope(List.of(sandbox.path()), List.of()), inbox)) {
      Path first = sandbox.path().resolve("first");
      Path second = sandbox.path().resolve("second");
      Path directory = sandbox.path().resolve("tmp-op");
      bpffs.pin(program.handle(), first).orThrow();
      inbox.await(new Notification.PinCreated(first));
      bpffs.rename(first, second).orThrow();
      inbox.await(new Notification.PinDeleted(first));
      inbox.await(new Notification.PinCreated(second));
      bpffs.unlink(second).orThrow();
      inbox.await(new Notification.PinDeleted(second));
      bpffs.makeDirectory(directory).orThrow();
      inbox.await(new Notification.PinCreated(directory));
    }
  }

  @Test
  void unmountedBpffsIsToldAsLoss() {
    BpffsSandbox sandbox = BpffsSandbox.open();
    try (Subscription _ = subscribe(new Scope(List.of(sandbox.path()), List.of()), inbox)) {
      sandbox.close();

      inbox.await(new Notification.Lost("pins in " + sandbox.path()));
    }
  }

  @Test
  void interfacesAndFiltersOfANamespaceAreTold() {
    LinuxTrafficControl trafficControl = new LinuxTrafficControl();
    try (NetworkSandbox sandbox = NetworkSandbox.open();
        CountingProgram program = program();
        Subscription _ = subscribe(new Scope(List.of(), List.of(sandbox.namespace())), inbox)) {
      NetworkInterface far = sandbox.cable("near", "far").far();
      inbox.await(new Notification.InterfaceChanged(sandbox.namespace(), far.index(), "far"));
      trafficControl.addClsact(far).orThrow();
      awaitTrafficControl(far, 1);
      TcTarget target = new TcTarget(far, Direction.INGRESS);
      trafficControl.addFilter(target, new TcFilterSpec(1, 1, "told"), program.handle()).orThrow();
      awaitTrafficControl(far, 2);
      trafficControl.deleteFilter(target, 1, 1).orThrow();
      awaitTrafficControl(far, 3);
      sandbox.delete(far);
      inbox.await(new Notification.InterfaceRemoved(sandbox.namespace(), far.index(), "far"));
    }
  }

  @Test
  void namespacesAreToldApart() {
    try (NetworkSandbox here = NetworkSandbox.open();
        NetworkSandbox there = NetworkSandbox.open();
        Subscription _ =
            subscribe(new Scope(List.of(), List.of(here.namespace(), there.namespace())), inbox)) {
      NetworkInterface one = here.cable("one", "other").near();
      NetworkInterface two = there.cable("two", "other").near();

      inbox.await(new Notification.InterfaceChanged(here.namespace(), one.index(), "one"));
      inbox.await(new Notification.InterfaceChanged(there.namespace(), two.index(), "two"));
      assertThat(inbox.all())
          .doesNotContain(new Notification.InterfaceChanged(there.namespace(), one.index(), "one"));
    }
  }

  @Test
  void deletedNamespaceIsToldAndNotKeptAlive() {
    NetworkSandbox sandbox = NetworkSandbox.open();
    try (CountingProgram program =
            CountingProgram.load(
                Shape.of(ProgramType.SK_LOOKUP, 1).expecting(AttachType.SK_LOOKUP));
        LinkHandle link =
            new LinkWriter(new LinuxFeatures())
                .create(program.handle(), new SkLookupTarget(sandbox.namespace()))
                .orThrow();
        Subscription _ = subscribe(new Scope(List.of(), List.of(sandbox.namespace())), inbox)) {
      sandbox.close();

      inbox.await(new Notification.Lost("network namespace " + sandbox.namespace()));
      LinkDetails gone = new LinkDetails.NetworkNamespaceHook(0, AttachType.SK_LOOKUP.number());
      Eventually.get(
          "the end of the namespace",
          () -> Optional.of(new LinkReader().info(link).orThrow().details()).filter(gone::equals));
    }
  }

  @Test
  void closedSubscriptionTellsNothingAndHoldsNothing() {
    OpenDescriptors before = OpenDescriptors.now();
    long mappings = Mapping.openCount();
    try (NetworkSandbox network = NetworkSandbox.open();
        BpffsSandbox bpffs = BpffsSandbox.open()) {
      Subscription subscription =
          subscribe(new Scope(List.of(bpffs.path()), List.of(network.namespace())), inbox);
      assertThat(Mapping.openCount()).isGreaterThan(mappings);
      subscription.close();
      subscription.close();
      int told = inbox.all().size();

      NotificationInbox witness = new NotificationInbox();
      try (Subscription _ = subscribe(PROGRAMS_ONLY, witness);
          CountingProgram program = program()) {
        witness.await(
            "the load of " + program.id(),
            notification ->
                notification instanceof Notification.ProgramLoaded loaded
                    && loaded.program().equals(program.id()));
      }
      assertThat(inbox.all()).hasSize(told);
    }
    assertThat(Mapping.openCount()).isEqualTo(mappings);
    before.requireNoMoreNow("the subscription");
  }

  @Test
  void listenerMayCloseItsOwnSubscription() {
    CompletableFuture<Subscription> self = new CompletableFuture<>();
    long mappings = Mapping.openCount();
    Subscription subscription =
        subscribe(
            PROGRAMS_ONLY,
            notification -> {
              inbox.accept(notification);
              self.join().close();
            });
    self.complete(subscription);
    for (int turn = 0; turn < 5; turn++) {
      program().close();
    }
    inbox.awaitAll("a first notification", all -> !all.isEmpty());
    subscription.close();

    assertThat(inbox.all()).hasSize(1);
    assertThat(Mapping.openCount()).isEqualTo(mappings);
  }

  @Test
  void listenerThatThrowsIsToldOn() {
    Thread.UncaughtExceptionHandler usual = Thread.getDefaultUncaughtExceptionHandler();
    NotificationInbox complaints = new NotificationInbox();
    Thread.setDefaultUncaughtExceptionHandler(
        (_, thrown) ->
            complaints.accept(new Notification.Lost(String.valueOf(thrown.getMessage()))));
    try (Subscription _ =
            subscribe(
                PROGRAMS_ONLY,
                notification -> {
                  inbox.accept(notification);
                  throw new IllegalStateException("of the listener");
                });
        CountingProgram _ = program();
        CountingProgram _ = program()) {
      inbox.awaitAll("two notifications", all -> all.size() >= 2);
      complaints.await(new Notification.Lost("of the listener"));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(usual);
    }
  }

  @Test
  void missingDirectoryOrNamespaceIsNamedAndNothingIsHeld(@TempDir Path scratch) {
    OpenDescriptors before = OpenDescriptors.now();
    long mappings = Mapping.openCount();
    Path missing = scratch.resolve("missing");
    NetworkNamespace nowhere = new NetworkNamespace(missing.toString());

    KernelError directory =
        notifications
            .subscribe(new Scope(List.of(missing), List.of()), inbox)
            .problem()
            .orElseThrow();
    KernelError namespace =
        notifications
            .subscribe(new Scope(List.of(scratch), List.of(nowhere)), inbox)
            .problem()
            .orElseThrow();

    assertThat(directory.errno()).isEqualTo(Errno.ENOENT);
    assertThat(directory.message()).contains(missing.toString(), "no such directory");
    assertThat(namespace.errno()).isEqualTo(Errno.ENOENT);
    assertThat(namespace.message()).contains(missing.toString(), "no such network namespace");
    assertThat(Mapping.openCount()).isEqualTo(mappings);
    before.requireNoMoreNow("the refused subscriptions");
  }

  private Subscription subscribe(Scope scope, Consumer<Notification> listener) {
    return notifications.subscribe(scope, listener).orThrow();
  }

  private void awaitTrafficControl(NetworkInterface at, int count) {
    Notification expected = new Notification.TrafficControlChanged(at.namespace(), at.index());
    inbox.awaitAll(
        count + " changes of filters",
        all -> all.stream().filter(expected::equals).count() >= count);
  }

  private static CountingProgram program() {
    return CountingProgram.load(Shape.of(ProgramType.SCHED_CLS, 0));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
