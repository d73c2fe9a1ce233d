package io.bpfledger.proof.contract;

import java.util.function.BooleanSupplier;

/** Waits for what the kernel does after the call has returned, such as freeing an object. */
final class Eventually {

  private static final int LOOKS = 100;
  private static final int PAUSE_MILLIS = 20;

  private Eventually() {}

  /** Returns when it holds, or after two seconds: the assertion behind it then tells what is. */
  static void holds(BooleanSupplier condition) {
    for (int look = 0; look < LOOKS && !condition.getAsBoolean(); look++) {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
