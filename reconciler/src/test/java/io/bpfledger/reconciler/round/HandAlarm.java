package io.bpfledger.reconciler.round;

import java.time.Duration;
import java.util.Optional;

/** An alarm whose clock is turned by hand; what is due runs on the thread that turns it. */
final class HandAlarm implements Alarm {

  private record Setting(long at, Runnable action) {}

  private long now;
  private Optional<Setting> set = Optional.empty();
  private boolean closed;

  @Override
  public long nanos() {
    return now;
  }

  @Override
  public void set(long atNanos, Runnable action) {
    set = Optional.of(new Setting(atNanos, action));
  }

  /** Lets time pass, and everything happen that is due meanwhile. */
  void pass(Duration time) {
    long end = now + time.toNanos();
    while (!closed && set.isPresent() && set.get().at() <= end) {
      Setting due = set.get();
      set = Optional.empty();
      now = Math.max(now, due.at());
      due.action().run();
    }
    now = end;
  }

  /** Time that passes while something is done. */
  void take(Duration time) {
    now += time.toNanos();
  }

  @Override
  public void close() {
    closed = true;
  }
}
