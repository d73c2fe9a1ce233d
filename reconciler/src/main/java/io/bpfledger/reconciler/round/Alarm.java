package io.bpfledger.reconciler.round;

/** One thread and one clock. What it is set for, it runs on its thread, one after the other. */
public interface Alarm extends AutoCloseable {

  /** The time, by a clock that only runs forward. */
  long nanos();

  /** Runs this at that time, or at once when that is over, in place of what it was set for. */
  void set(long atNanos, Runnable action);

  /** Returns when what is running is over; nothing is run after that. */
  @Override
  void close();
}
