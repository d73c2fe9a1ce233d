package io.bpfledger.journal.verification;

import java.util.ArrayList;
import java.util.List;

/** Flaws as they are found: the first of them, and how many there are. */
public final class Flaws {

  /** A ledger that is damaged through and through would fill memory with its flaws. */
  public static final int LISTED_MAX = 1_000;

  private final List<Flaw> listed = new ArrayList<>();
  private long count;

  public void add(String place, String what) {
    count++;
    if (listed.size() < LISTED_MAX) {
      listed.add(new Flaw(place, what));
    }
  }

  public List<Flaw> listed() {
    return List.copyOf(listed);
  }

  public long count() {
    return count;
  }
}
