package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.simulated.interpreter.Surroundings;

/** The time is that of the simulated clock, and chance follows from how often it was asked for. */
final class MachineSurroundings implements Surroundings {

  private static final int MULTIPLIER = 1_664_525;
  private static final int INCREMENT = 1_013_904_223;

  private final BootClock clock;
  private int state = 1;

  MachineSurroundings(BootClock clock) {
    this.clock = clock;
  }

  @Override
  public long nanos() {
    return clock.nanos();
  }

  @Override
  public int processor() {
    return 0;
  }

  @Override
  public int random() {
    state = state * MULTIPLIER + INCREMENT;
    return state;
  }

  @Override
  public long cookie() {
    return 0;
  }
}
