package io.bpfledger.reconciler.round;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An alarm with a thread of its own. */
public final class ThreadAlarm implements Alarm {

  private static final Logger LOG = LoggerFactory.getLogger(ThreadAlarm.class);
  private static final Duration END = Duration.ofSeconds(90);

  private final LongSupplier clock;
  private final ScheduledThreadPoolExecutor thread;
  private @Nullable Future<?> set;

  /**
   * An alarm.
   *
   * @param clock tells nanoseconds, and only runs forward
   */
  public ThreadAlarm(String name, LongSupplier clock) {
    this.clock = clock;
    thread =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread made = Executors.defaultThreadFactory().newThread(task);
              made.setName(name);
              made.setDaemon(true);
              return made;
            });
    thread.setRemoveOnCancelPolicy(true);
  }

  @Override
  public long nanos() {
    return clock.getAsLong();
  }

  @Override
  public synchronized void set(long atNanos, Runnable action) {
    if (thread.isShutdown()) {
      return;
    }
    if (set != null) {
      set.cancel(false);
    }
    long delay = Math.max(0, atNanos - nanos());
    set = thread.schedule(() -> run(action), delay, TimeUnit.NANOSECONDS);
  }

  private static void run(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException failure) {
      LOG.error("a round ended in an error", failure);
    }
  }

  @Override
  public void close() {
    synchronized (this) {
      thread.shutdownNow();
    }
    try {
      if (!thread.awaitTermination(END.toMillis(), TimeUnit.MILLISECONDS)) {
        LOG.warn("a round did not end within {}", END);
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
