package io.bpfledger.core.machine;

import io.bpfledger.journal.value.Word;

/**
 * Why something was not even tried.
 *
 * @param message names the object, what was asked of it, and what to do instead
 */
public record Refusal(Reason reason, String message) {

  /** The kinds of refusals; clients tell them apart by their words. */
  public enum Reason implements Word {
    /** What it is about does not exist. */
    NOT_FOUND("not-found"),
    /** It makes no sense as it was asked. */
    INVALID("invalid"),
    /** There is one already. */
    EXISTS("exists"),
    /** What it is about is in a state that does not allow it. */
    CONFLICT("conflict"),
    /** There would be more than there may be. */
    LIMIT("limit");

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
