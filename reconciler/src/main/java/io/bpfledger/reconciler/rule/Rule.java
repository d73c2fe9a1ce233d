package io.bpfledger.reconciler.rule;

import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.RestartPolicy;

/**
 * One cell of the table.
 *
 * @param code the stable code of the finding; empty where all is well
 * @param ensure what is to be done about what is brought back whenever it is lost
 * @param once what is to be done about what is not
 * @param why why that and nothing else
 */
public record Rule(String code, Severity severity, Verdict ensure, Verdict once, String why) {

  /** Throws if something is to be done that has no code to record it under. */
  public Rule {
    if (code.isEmpty() != (ensure.equals(Verdict.FINE) && once.equals(Verdict.FINE))) {
      throw new IllegalArgumentException("a finding has a code, and nothing else has: " + why);
    }
  }

  public Verdict verdict(RestartPolicy policy) {
    return switch (policy) {
      case ENSURE -> ensure;
      case ONCE -> once;
    };
  }

  /** Whether this can lead to a finding. */
  public boolean isFinding() {
    return !code.isEmpty();
  }

  /** Whether either verdict is of this kind. */
  public boolean mayDecide(Decision decision) {
    return ensure.decision() == decision || once.decision() == decision;
  }

  static Rule fine(String why) {
    return new Rule("", Severity.NOTE, Verdict.FINE, Verdict.FINE, why);
  }

  private static Rule both(String code, Severity severity, Verdict verdict, String why) {
    return new Rule(code, severity, verdict, verdict, why);
  }

  static Rule report(String code, Severity severity, String why) {
    return both(code, severity, Verdict.REPORTED, why);
  }

  static Rule defer(String code, String why) {
    return both(code, Severity.WARNING, Verdict.DEFERRED, why);
  }

  static Rule finish(String code, String why) {
    return both(code, Severity.NOTE, Verdict.FINISHED, why);
  }

  static Rule rollBack(String code, Severity severity, String why) {
    return both(code, severity, Verdict.ROLLED_BACK, why);
  }

  /** It was there until now. */
  static Rule vanished(String code, String why) {
    return new Rule(code, Severity.ERROR, Verdict.MADE_AGAIN, Verdict.LOST, why);
  }

  /** It is known to be lost. */
  static Rule missing(String code, String why) {
    return new Rule(code, Severity.ERROR, Verdict.RECREATED, Verdict.FINE, why);
  }

  static Rule lose(String code, Severity severity, String why) {
    return both(code, severity, Verdict.LOST, why);
  }

  static Rule adopt(String code, String why) {
    return both(code, Severity.WARNING, Verdict.ADOPTED, why);
  }

  static Rule repin(String code, String why) {
    return both(code, Severity.WARNING, Verdict.REPINNED, why);
  }

  static Rule remove(String code, Severity severity, String why) {
    return both(code, severity, Verdict.CLEANED, why);
  }

  static Rule sweep(String code, String why) {
    return both(code, Severity.NOTE, Verdict.SWEPT, why);
  }
}
