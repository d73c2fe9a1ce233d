package io.bpfledger.journal.value;

/** Whether the reconciler may act. */
public enum RepairMode implements Word {
  REPAIR("repair"),
  /** Differences are shown and recorded, and left. */
  REPORT("report");

  private final String word;

  RepairMode(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }
}
