package io.bpfledger.kernel.simulated;

/** Nanoseconds since boot. Only operations and the outside world move it. */
final class BootClock {

  /** Booting and starting a service takes a while; a load time of 0 would look like none. */
  private static final long FIRST_NANOS = 5_000_000_000L;

  static final long NANOS_PER_OPERATION = 1_000;

  private long nanos = FIRST_NANOS;

  long nanos() {
    return nanos;
  }

  void advance(long byNanos) {
    nanos += byNanos;
  }
}
