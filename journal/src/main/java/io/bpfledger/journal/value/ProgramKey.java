package io.bpfledger.journal.value;

/** Our own name of a program, for its whole life; the kernel's ids come and go. */
public record ProgramKey(Ulid ulid) implements Comparable<ProgramKey> {

  public static ProgramKey parse(String text) {
    return new ProgramKey(Ulid.parse(text));
  }

  @Override
  public int compareTo(ProgramKey other) {
    return ulid.compareTo(other.ulid);
  }

  @Override
  public String toString() {
    return ulid.toString();
  }
}
