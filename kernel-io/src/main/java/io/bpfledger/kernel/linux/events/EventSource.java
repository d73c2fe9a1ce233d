package io.bpfledger.kernel.linux.events;

import io.bpfledger.kernel.Notification;
import java.util.List;
import java.util.function.Consumer;

/** Where notifications of one sort come from. Used, and closed, by the thread of a subscription. */
interface EventSource extends AutoCloseable {

  /** What becomes readable when there is something to tell. */
  List<Integer> descriptors();

  /** Tells all that is there now and never waits. */
  void drain(Consumer<Notification> listener);

  /** Looks, about once a second, whether what it listens to is still what it should listen to. */
  void refresh(Consumer<Notification> listener);

  @Override
  void close();
}
