package io.bpfledger.kernel;

/** The kernel's number of a program; never reused in one boot, never the whole identity. */
public record ProgramId(int value) implements Comparable<ProgramId> {

  public ProgramId {
    if (value == 0) {
      throw new IllegalArgumentException("a program id is never 0");
    }
  }

  @Override
  public int compareTo(ProgramId other) {
    return Integer.compareUnsigned(value, other.value);
  }

  @Override
  public String toString() {
    return Integer.toUnsignedString(value);
  }
}
