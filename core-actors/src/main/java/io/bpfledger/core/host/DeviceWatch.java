package io.bpfledger.core.host;

import io.bpfledger.core.machine.DispatcherCommand;
import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Device;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.LossReason;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.Notifications;
import io.bpfledger.kernel.Result;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells dispatchers when their device goes, and when one of its name comes.
 *
 * <p>Notifications only say where to look: what is told is always what a look found. A hook that
 * cannot be judged just now is looked at again at the next {@link #tick}.
 */
final class DeviceWatch implements AutoCloseable {

  /** Tells the dispatcher of a hook, and says when that is over. */
  @FunctionalInterface
  interface Dispatchers {
    CompletionStage<?> tell(HookKey hook, DispatcherCommand command);
  }

  private static final Logger LOG = LoggerFactory.getLogger(DeviceWatch.class);

  private final Kernel kernel;
  private final BootId boot;
  private final Projection projection;
  private final Executor executor;
  private final Dispatchers dispatchers;

  private final Set<HookKey> again = new TreeSet<>();
  private final Set<HookKey> told = new TreeSet<>();
  private final Set<HookKey> hinted = new TreeSet<>();
  private Set<String> watched = Set.of();
  private Optional<Notifications.Subscription> subscription = Optional.empty();
  private boolean closed;

  /**
   * @param executor where the kernel may be waited for
   */
  DeviceWatch(
      Kernel kernel,
      BootId boot,
      Projection projection,
      Executor executor,
      Dispatchers dispatchers) {
    this.kernel = kernel;
    this.boot = boot;
    this.projection = projection;
    this.executor = executor;
    this.dispatchers = dispatchers;
  }

  /** Follows the ledger: listens where there are hooks, and looks at what was undecided. */
  void tick() {
    executor.execute(
        () -> {
          listen();
          takeAgain().forEach(this::look);
        });
  }

  private synchronized List<HookKey> takeAgain() {
    List<HookKey> hooks = List.copyOf(again);
    again.clear();
    return hooks;
  }

  private synchronized void listen() {
    Set<String> namespaces = new TreeSet<>();
    for (DispatcherView dispatcher : projection.ledger().dispatchers()) {
      if (!dispatcher.members().isEmpty() && isThere(dispatcher.key().device())) {
        namespaces.add(dispatcher.key().device().namespace());
      }
    }
    if (closed || namespaces.equals(watched)) {
      return;
    }
    subscription.ifPresent(Notifications.Subscription::close);
    subscription = Optional.empty();
    watched = Set.of();
    if (!namespaces.isEmpty()) {
      subscribe(namespaces);
    }
    // What happened while nobody listened, nobody was told of.
    lookAtAll();
  }

  private boolean isThere(Device device) {
    return kernel.network().identify(new NetworkNamespace(device.namespace())).succeeded();
  }

  private void subscribe(Set<String> namespaces) {
    Notifications.Scope scope =
        new Notifications.Scope(List.of(), namespaces.stream().map(NetworkNamespace::new).toList());
    switch (kernel.notifications().subscribe(scope, this::hear)) {
      case Result.Success<Notifications.Subscription>(var opened) -> {
        subscription = Optional.of(opened);
        watched = namespaces;
      }
      case Result.Failure<Notifications.Subscription>(KernelError error) ->
          LOG.warn("devices are not watched, only looked at from time to time: {}", error);
    }
  }

  private void hear(Notification notification) {
    switch (notification) {
      case Notification.InterfaceChanged(NetworkNamespace namespace, _, String name) ->
          look(namespace, name);
      case Notification.InterfaceRemoved(NetworkNamespace namespace, _, String name) ->
          look(namespace, name);
      case Notification.Lost _ -> executor.execute(this::lookAtAll);
      case Notification.ProgramLoaded _,
          Notification.ProgramUnloaded _,
          Notification.PinCreated _,
          Notification.PinDeleted _,
          Notification.TrafficControlChanged _ -> {
        // The reconciler's.
      }
    }
  }

  private void look(NetworkNamespace namespace, String name) {
    Device device = new Device(namespace.path(), name);
    for (DispatcherView dispatcher : projection.ledger().dispatchers()) {
      if (dispatcher.key().device().equals(device)) {
        executor.execute(() -> look(dispatcher.key()));
      }
    }
  }

  private void lookAtAll() {
    projection.ledger().dispatchers().forEach(dispatcher -> look(dispatcher.key()));
  }

  /** Looks at one hook and tells its dispatcher; while that lasts, further hints are kept. */
  private void look(HookKey hook) {
    synchronized (this) {
      if (closed) {
        return;
      }
      if (told.contains(hook)) {
        hinted.add(hook);
        return;
      }
    }
    judge(hook).ifPresent(command -> tell(hook, command));
  }

  private void tell(HookKey hook, DispatcherCommand command) {
    synchronized (this) {
      if (!told.add(hook)) {
        hinted.add(hook);
        return;
      }
    }
    var _ =
        dispatchers
            .tell(hook, command)
            .handle(
                (_, _) -> {
                  answered(hook, command);
                  return hook;
                });
  }

  /**
   * After a loss the next device may be there already. A return that failed is not tried again by
   * itself, only when something changes.
   */
  private synchronized void answered(HookKey hook, DispatcherCommand command) {
    told.remove(hook);
    if (hinted.remove(hook) || command instanceof DispatcherCommand.Lose) {
      again.add(hook);
    }
  }

  private Optional<DispatcherCommand> judge(HookKey hook) {
    Optional<DispatcherView> dispatcher = projection.ledger().dispatcher(hook);
    if (dispatcher.isEmpty()) {
      return Optional.empty();
    }
    return switch (dispatcher.get().state()) {
      case DispatcherState.Active(_, LiveRevision live) -> judgeActive(hook, live);
      case DispatcherState.Lost(_, _, Loss loss) ->
          loss.reason() == LossReason.TARGET_GONE ? judgeLost(hook) : Optional.empty();
      case DispatcherState.Building _, DispatcherState.Removing _ -> {
        lookAgain(hook);
        yield Optional.empty();
      }
      case DispatcherState.Vacant _ -> Optional.empty();
    };
  }

  private Optional<DispatcherCommand> judgeActive(HookKey hook, LiveRevision live) {
    if (!Revisions.boot(live).equals(Optional.of(boot))) {
      return Optional.empty();
    }
    Device device = hook.device();
    return switch (identity(device)) {
      case Result.Success<DeviceIdentity>(DeviceIdentity now) ->
          now.equals(live.device())
              ? Optional.empty()
              : Optional.of(lose(live, device.describe() + " is another device than before"));
      case Result.Failure<DeviceIdentity>(KernelError error) -> {
        if (isGone(error)) {
          yield Optional.of(lose(live, device.describe() + " is gone"));
        }
        lookAgain(hook);
        yield Optional.empty();
      }
    };
  }

  private Optional<DispatcherCommand> judgeLost(HookKey hook) {
    if (identity(hook.device()).succeeded()) {
      return Optional.of(new DispatcherCommand.Return());
    }
    return Optional.empty();
  }

  private Result<DeviceIdentity> identity(Device device) {
    NetworkNamespace namespace = new NetworkNamespace(device.namespace());
    return kernel
        .network()
        .identify(namespace)
        .flatMap(
            inside ->
                kernel
                    .network()
                    .lookup(namespace, device.name())
                    .map(
                        found ->
                            new DeviceIdentity(found.index(), inside.device(), inside.inode())));
  }

  private static DispatcherCommand lose(LiveRevision live, String observed) {
    return new DispatcherCommand.Lose(
        new Loss(LossReason.TARGET_GONE, observed), Optional.of(live.revision().number()));
  }

  private static boolean isGone(KernelError error) {
    return error.errno().equals(Errno.ENODEV) || error.errno().equals(Errno.ENOENT);
  }

  private synchronized void lookAgain(HookKey hook) {
    again.add(hook);
  }

  @Override
  public void close() {
    Optional<Notifications.Subscription> open;
    synchronized (this) {
      closed = true;
      open = subscription;
      subscription = Optional.empty();
    }
    open.ifPresent(Notifications.Subscription::close);
  }
}
