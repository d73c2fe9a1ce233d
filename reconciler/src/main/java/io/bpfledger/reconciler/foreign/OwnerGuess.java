package io.bpfledger.reconciler.foreign;

import io.bpfledger.journal.value.Word;

/**
 * Whose something may be.
 *
 * @param reason what says so
 */
public record OwnerGuess(String owner, Confidence confidence, String reason) {

  /** How sure that is; never a proof. */
  public enum Confidence implements Word {
    LIKELY("likely"),
    POSSIBLE("possible"),
    UNKNOWN("unknown");

    private final String word;

    Confidence(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }

  static OwnerGuess unknown() {
    return new OwnerGuess("unknown", Confidence.UNKNOWN, "no known name, pin or tag");
  }
}
