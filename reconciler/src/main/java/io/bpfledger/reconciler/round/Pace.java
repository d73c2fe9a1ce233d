package io.bpfledger.reconciler.round;

import java.time.Duration;

/**
 * How often rounds are made.
 *
 * @param jitter what part of the period it is shortened or lengthened by at most, so that hosts
 *     that began together do not stay together
 * @param burst how long to wait after a first hint for more of the same
 * @param gap the least time between two rounds
 * @param rest how many times as long as a round took the kernel is left in peace after it, before
 *     hints lead to the next
 * @param soon how long to wait for what is at work
 */
public record Pace(double jitter, Duration burst, Duration gap, int rest, Duration soon) {

  public static final Pace DEFAULT =
      new Pace(0.1, Duration.ofMillis(50), Duration.ofMillis(100), 4, Duration.ofSeconds(1));

  public Pace {
    if (jitter < 0 || jitter >= 1 || rest < 0 || gap.isZero() || gap.isNegative()) {
      throw new IllegalArgumentException("a pace without a pause: " + gap + ", " + jitter);
    }
  }
}
