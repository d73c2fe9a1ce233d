package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Notification;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Who watches what, and what they have not been told yet. */
final class NoticeBoard {

  /** How much may wait; what is more is lost, as in a real ring, and said to be. */
  private static final int PENDING_LIMIT = 100_000;

  /** One notification on its way. */
  record Delivery(SimulatedSubscription to, Notification notification) {}

  private final List<SimulatedSubscription> subscriptions = new ArrayList<>();
  private final Deque<Delivery> pending = new ArrayDeque<>();

  void subscribe(SimulatedSubscription subscription) {
    subscriptions.add(subscription);
  }

  void unsubscribe(SimulatedSubscription subscription) {
    subscriptions.remove(subscription);
    pending.removeIf(delivery -> delivery.to() == subscription);
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

  private void post(SimulatedSubscription subscription, Notification notification) {
    if (pending.size() < PENDING_LIMIT) {
      pending.addLast(new Delivery(subscription, notification));
    } else if (pending.size() == PENDING_LIMIT) {
      pending.addLast(new Delivery(subscription, new Notification.Lost("notifications")));
    }
  }

  Optional<Delivery> take() {
    return Optional.ofNullable(pending.pollFirst());
  }
}
