package io.bpfledger.journal.value;

import java.time.Instant;
import java.util.Optional;

/**
 * That an entity is not repaired for some time.
 *
 * @param until when the next try may be; empty when somebody has to say so
 * @param detail the error that came back each time, or who it was that undid the repairs
 */
public record Suspension(Reason reason, Optional<Instant> until, String detail) {

  public Suspension {
    Limits.text("detail", detail);
  }

  /** Why. */
  public enum Reason implements Word {
    /** The same repair failed again and again. */
    FAILING("failing"),
    /** Somebody else undid the repairs again and again. */
    CONTESTED("contested");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
