package io.bpfledger.journal.value;

import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Identifiers by the clock and by chance, each greater than all before it.
 *
 * <p>When the clock stands still or goes back, the last identifier is counted up. May be used from
 * many threads.
 */
public final class MonotonicUlids implements UlidSource {

  private final InstantSource clock;
  private final RandomGenerator random;
  private @Nullable Ulid last;

  public MonotonicUlids(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  @Override
  public synchronized Ulid next() {
    // One bit of the 80 stays 0, so that counting up can not run over within any real millisecond.
    Ulid fresh = Ulid.of(clock.millis(), random.nextInt() & 0x7fff, random.nextLong());
    Ulid before = last;
    Ulid next = before == null || fresh.time().isAfter(before.time()) ? fresh : before.successor();
    last = next;
    return next;
  }
}
