package io.bpfledger.journal.value;

/** One life of one kernel; its ids and load times mean nothing in another. */
public record BootId(String text) implements Comparable<BootId> {

  private static final int CHARACTERS_MAX = 64;

  public BootId {
    Limits.text("boot id", text, 1, CHARACTERS_MAX);
  }

  @Override
  public int compareTo(BootId other) {
    return text.compareTo(other.text);
  }

  @Override
  public String toString() {
    return text;
  }
}
