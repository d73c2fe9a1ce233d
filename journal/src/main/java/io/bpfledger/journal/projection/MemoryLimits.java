package io.bpfledger.journal.projection;

import com.typesafe.config.Config;

/**
 * How much of what is over is kept in memory.
 *
 * @param endedEntities how many programs and links whose life is over; each takes about 3 KiB
 */
public record MemoryLimits(int endedEntities) {

  public static final MemoryLimits DEFAULT = new MemoryLimits(10_000);

  public MemoryLimits {
    if (endedEntities < 0) {
      throw new IllegalArgumentException("ended entities in memory: " + endedEntities);
    }
  }

  /** Reads the block {@code bpfledger.ledger} of a configuration. */
  public static MemoryLimits from(Config configuration) {
    return new MemoryLimits(configuration.getInt("bpfledger.ledger.ended-entities-in-memory"));
  }
}
