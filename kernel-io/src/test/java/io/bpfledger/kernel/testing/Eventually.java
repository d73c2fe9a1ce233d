package io.bpfledger.kernel.testing;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Waits for what the kernel does a moment after a call returned, such as freeing an object. */
public final class Eventually {

  private static final int LOOKS = 5000;
  private static final Duration PAUSE = Duration.ofMillis(1);

  private Eventually() {}

  /** The first value there is; fails with {@code what} when there is none for seconds. */
  public static <T> T get(String what, Supplier<Optional<T>> source) {
    for (int look = 0; look < LOOKS; look++) {
      Optional<T> value = source.get();
      if (value.isPresent()) {
        return value.get();
      }
      pause();
    }
    throw new AssertionError("never came: " + what);
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
  }
}
