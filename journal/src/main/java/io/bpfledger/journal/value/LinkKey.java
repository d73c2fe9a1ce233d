package io.bpfledger.journal.value;

/** Our own name of a link, for its whole life. */
public record LinkKey(Ulid ulid) implements Comparable<LinkKey> {

  public static LinkKey parse(String text) {
    return new LinkKey(Ulid.parse(text));
  }

  @Override
  public int compareTo(LinkKey other) {
    return ulid.compareTo(other.ulid);
  }

  @Override
  public String toString() {
    return ulid.toString();
  }
}
