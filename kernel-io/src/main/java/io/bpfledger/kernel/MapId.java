package io.bpfledger.kernel;

/** The kernel's number of a map; never reused in one boot, never the whole identity. */
public record MapId(int value) implements Comparable<MapId> {

  public MapId {
    if (value == 0) {
      throw new IllegalArgumentException("a map id is never 0");
    }
  }

  @Override
  public int compareTo(MapId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
