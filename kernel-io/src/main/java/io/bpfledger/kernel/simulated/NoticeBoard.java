package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Notification;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who watches what, and what they have not been told yet. */
final class NoticeBoard {

  /**
   * How much may wait for one subscription; what is more is lost, as in a real ring, and said to
   * be. Others lose nothing by it.
   */
  static final int PENDING_LIMIT = 100_000;

  /** One notification on its way. */
  record Delivery(SimulatedSubscription to, Notification notification) {}

  private final List<SimulatedSubscription> subscriptions = new ArrayList<>();
  private final Deque<Delivery> pending = new ArrayDeque<>();

  /** How much waits for whom, where anything does. */
  private final Map<SimulatedSubscription, Integer> waiting = new HashMap<>();

  void subscribe(SimulatedSubscription subscription) {
    subscriptions.add(subscription);
  }

  void unsubscribe(SimulatedSubscription subscription) {
    subscriptions.remove(subscription);
    pending.removeIf(delivery -> delivery.to() == subscription);
    waiting.remove(subscription);
  }

  /** A program came or went. */
  void program(Notification notification) {
    for (SimulatedSubscription subscription : subscriptions) {
      if (subscription.hearsPrograms()) {
        post(subscription, notification);
      }
    }
  }

  void created(FileNode.Directory directory, String name) {
    file(directory, watched -> new Notification.PinCreated(watched.resolve(name)));
  }

  void deleted(FileNode.Directory directory, String name) {
    file(directory, watched -> new Notification.PinDeleted(watched.resolve(name)));
  }

  private void file(FileNode.Directory directory, Function<Path, Notification> notification) {
    for (SimulatedSubscription subscription : subscriptions) {
      subscription
          .watchedPath(directory)
          .ifPresent(path -> post(subscription, notification.apply(path)));
    }
  }

  void interfaceChanged(InterfaceNode node) {
    for (SimulatedSubscription subscription : subscriptions) {
      subscription
          .watchedNamespace(node.namespace())
          .ifPresent(
              namespace ->
                  post(
                      subscription,
                      new Notification.InterfaceChanged(namespace, node.index(), node.name())));
    }
  }

  void interfaceRemoved(InterfaceNode node) {
    for (SimulatedSubscription subscription : subscriptions) {
      subscription
          .watchedNamespace(node.namespace())
          .ifPresent(
              namespace ->
                  post(
                      subscription,
                      new Notification.InterfaceRemoved(namespace, node.index(), node.name())));
    }
  }

  void trafficControlChanged(InterfaceNode node) {
    for (SimulatedSubscription subscription : subscriptions) {
      subscription
          .watchedNamespace(node.namespace())
          .ifPresent(
              namespace ->
                  post(
                      subscription,
                      new Notification.TrafficControlChanged(namespace, node.index())));
    }
  }

  /** Nothing that waited is told any more, only that it is lost. */
  void lose() {
    pending.clear();
    waiting.clear();
    subscriptions.forEach(subscription -> post(subscription, lost()));
  }

  private static Notification lost() {
    return new Notification.Lost("notifications");
  }

  private void post(SimulatedSubscription subscription, Notification notification) {
    int before = waiting.getOrDefault(subscription, 0);
    if (before <= PENDING_LIMIT) {
      boolean lost = before == PENDING_LIMIT;
      pending.addLast(new Delivery(subscription, lost ? lost() : notification));
      waiting.put(subscription, before + 1);
    }
  }

  Optional<Delivery> take() {
    Optional<Delivery> next = Optional.ofNullable(pending.pollFirst());
    next.ifPresent(
        delivery ->
            waiting.computeIfPresent(
                delivery.to(), (_, number) -> number == 1 ? null : number - 1));
    return next;
  }
}
