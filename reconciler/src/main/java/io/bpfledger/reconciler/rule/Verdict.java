package io.bpfledger.reconciler.rule;

import io.bpfledger.journal.value.Decision;

/** What is to be done, and what that comes to. */
public record Verdict(Decision decision, Remedy remedy) {

  public static final Verdict FINE = new Verdict(Decision.OK, Remedy.NONE);
  static final Verdict REPORTED = new Verdict(Decision.REPORT, Remedy.NONE);
  public static final Verdict DEFERRED = new Verdict(Decision.DEFER, Remedy.NONE);
  static final Verdict FINISHED = new Verdict(Decision.FINISH_FORWARD, Remedy.SETTLE);
  static final Verdict ROLLED_BACK = new Verdict(Decision.ROLL_BACK, Remedy.SETTLE);
  public static final Verdict LOST = new Verdict(Decision.FINISH_FORWARD, Remedy.LOSE);
  static final Verdict MADE_AGAIN = new Verdict(Decision.RECREATE, Remedy.LOSE_AND_RECREATE);
  static final Verdict RECREATED = new Verdict(Decision.RECREATE, Remedy.RECREATE);
  static final Verdict ADOPTED = new Verdict(Decision.ADOPT, Remedy.ADOPT);
  static final Verdict REPINNED = new Verdict(Decision.REPIN, Remedy.REPIN);
  static final Verdict CLEANED = new Verdict(Decision.DELETE, Remedy.REMOVE_RESIDUE);
  static final Verdict SWEPT = new Verdict(Decision.DELETE, Remedy.REMOVE_ORPHAN);

  /** Throws if a change is decided that nothing carries out, or the other way round. */
  public Verdict {
    if (decision.repairs() == (remedy == Remedy.NONE)) {
      throw new IllegalArgumentException(decision.word() + " by " + remedy.word());
    }
  }
}
