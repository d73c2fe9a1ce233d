package io.bpfledger.journal.value;

/** One installation of the service on one host, named when its state folder is made. */
public record Instance(Ulid ulid) implements Comparable<Instance> {

  public static Instance parse(String text) {
    return new Instance(Ulid.parse(text));
  }

  @Override
  public int compareTo(Instance other) {
    return ulid.compareTo(other.ulid);
  }

  @Override
  public String toString() {
    return ulid.toString();
  }
}
