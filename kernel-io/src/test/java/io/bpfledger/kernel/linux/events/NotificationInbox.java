package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.testing.Eventually;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Keeps what a subscription tells. */
final class NotificationInbox implements Consumer<Notification> {

  private final ConcurrentLinkedQueue<Notification> received = new ConcurrentLinkedQueue<>();

  @Override
  public void accept(Notification notification) {
    received.add(notification);
  }

  List<Notification> all() {
    return new ArrayList<>(received);
  }

  /** Waits for one that is expected. */
  Notification await(Notification expected) {
    return await(expected.toString(), expected::equals);
  }

  Notification await(String what, Predicate<Notification> wanted) {
    return Eventually.get(what, () -> received.stream().filter(wanted).findFirst());
  }

  /** Waits until a condition on all of them holds. */
  void awaitAll(String what, Predicate<List<Notification>> condition) {
    Eventually.get(what, () -> Optional.of(all()).filter(condition));
  }
}
