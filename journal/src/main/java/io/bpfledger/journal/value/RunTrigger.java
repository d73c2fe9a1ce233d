package io.bpfledger.journal.value;

/** What made the reconciler look. */
public enum RunTrigger implements Word {
  START("start"),
  PERIOD("period"),
  /** The kernel told that something changed. */
  NOTIFICATION("notification"),
  /** Somebody asked for it. */
  COMMAND("command");

  private final String word;

  RunTrigger(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
