package io.bpfledger.reconciler.rule;

import io.bpfledger.journal.value.Word;

/** How bad a difference is. */
public enum Severity implements Word {
  /** Nobody is without what he asked for. */
  NOTE("note"),
  /** What was asked for works, but not as it should, or something is in the way. */
  WARNING("warning"),
  /** What was asked for does not work. */
  ERROR("error");

  private final String word;

  Severity(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
