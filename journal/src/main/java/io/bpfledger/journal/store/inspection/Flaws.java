package io.bpfledger.journal.store.inspection;

import java.util.ArrayList;
import java.util.List;

/** Flaws as they are found: the first of them, and how many there are. */
final class Flaws {

  /** A database that is damaged through and through would fill memory with its flaws. */
  static final int LISTED_MAX = 1_000;

  private final List<Flaw> listed = new ArrayList<>();
  private long count;

  void add(String place, String what) {
    count++;
    if (listed.size() < LISTED_MAX) {
      listed.add(new Flaw(place, what));
    }
  }

  List<Flaw> listed() {
    return List.copyOf(listed);
  }

  long count() {
    return count;
  }
}
