package io.bpfledger.kernel;

/** The kernel's number of a link; never reused in one boot, never the whole identity. */
public record LinkId(int value) implements Comparable<LinkId> {

  public LinkId {
    if (value == 0) {
      throw new IllegalArgumentException("a link id is never 0");
    }
  }

  @Override
  public int compareTo(LinkId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
