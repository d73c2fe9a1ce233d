package io.bpfledger.journal.value;

/** What is done when something is lost. */
public enum RestartPolicy implements Word {
  /** It is brought back whenever it is lost, after a reboot too. */
  ENSURE("ensure"),
  /** The loss is recorded, nothing more. */
  ONCE("once");

  private final String word;

  RestartPolicy(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
