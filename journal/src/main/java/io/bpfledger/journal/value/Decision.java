package io.bpfledger.journal.value;

/** What to do about a finding. */
public enum Decision implements Word {
  OK("ok"),
  FINISH_FORWARD("finish-forward"),
  ROLL_BACK("roll-back"),
  RECREATE("recreate"),
  REPIN("repin"),
  ADOPT("adopt"),
  DELETE("delete"),
  REPORT("report"),
  DEFER("defer");

  private final String word;

  Decision(String word) {
    this.word = word;
  }

  @Override
  public String word() {
    return word;
  }

  /** Whether the kernel is changed, or the ledger is made to follow it. */
  public boolean repairs() {
    return switch (this) {
      case OK, REPORT, DEFER -> false;
      case FINISH_FORWARD, ROLL_BACK, RECREATE, REPIN, ADOPT, DELETE -> true;
    };
  }
}
