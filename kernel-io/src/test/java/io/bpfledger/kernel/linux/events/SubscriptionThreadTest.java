package io.bpfledger.kernel.linux.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Notification;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class SubscriptionThreadTest {

  private final NotificationInbox inbox = new NotificationInbox();

  @Test
  void threadThatFailsSaysSoAndGivesEverythingBack() {
    FileDescriptor wakeUp = wakeUp();
    Source source = new Source(true);
    Thread.UncaughtExceptionHandler usual = Thread.getDefaultUncaughtExceptionHandler();
    NotificationInbox complaints = new NotificationInbox();
    Thread.setDefaultUncaughtExceptionHandler(
        (_, thrown) ->
            complaints.accept(new Notification.Lost(String.valueOf(thrown.getMessage()))));
    try (SubscriptionThread subscription = new SubscriptionThread(List.of(source), wakeUp, inbox)) {
      subscription.start();
      complaints.await(new Notification.Lost("unforeseen"));
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(usual);
    }

    assertThat(inbox.all()).singleElement().isInstanceOf(Notification.Lost.class);
    assertThat(source.closed).isTrue();
    assertThat(wakeUp.isOpen()).isFalse();
  }

  @Test
  void endThatWasAskedForIsNoLoss() {
    FileDescriptor wakeUp = wakeUp();
    Source source = new Source(false);
    try (SubscriptionThread subscription = new SubscriptionThread(List.of(source), wakeUp, inbox)) {
      subscription.start();
    }

    assertThat(inbox.all()).isEmpty();
    assertThat(source.closed).isTrue();
    assertThat(wakeUp.isOpen()).isFalse();
  }

  private static FileDescriptor wakeUp() {
    return FileDescriptor.owning(SystemCalls.call(SystemCall.EVENTFD2, 0, 0));
  }

  /** Has nothing to tell, or fails when it is asked. */
  private static final class Source implements EventSource {

    private final boolean failing;
    private volatile boolean closed;

    Source(boolean failing) {
      this.failing = failing;
    }

    @Override
    public List<Integer> descriptors() {
      return List.of();
    }

    @Override
    public void drain(Consumer<Notification> listener) {
      if (failing) {
        throw new IllegalStateException("unforeseen");
      }
    }

    @Override
    public void refresh(Consumer<Notification> listener) {}

    @Override
    public void close() {
      closed = true;
    }
  }
}
