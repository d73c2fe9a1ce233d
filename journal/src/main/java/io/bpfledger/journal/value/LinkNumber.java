package io.bpfledger.journal.value;

/**
 * The small number by which people and bpfman's clients name a link; never given twice.
 *
 * <p>It fits the 32 unsigned bits that the wire has for it.
 */
public record LinkNumber(long value) implements Comparable<LinkNumber> {

  public static final long MAX = 0xffff_ffffL;

  public LinkNumber {
    if (value < 1 || value > MAX) {
      throw new IllegalArgumentException("a link number is 1 to " + MAX + ", not " + value);
    }
  }

  @Override
  public int compareTo(LinkNumber other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return Long.toString(value);
  }
}
