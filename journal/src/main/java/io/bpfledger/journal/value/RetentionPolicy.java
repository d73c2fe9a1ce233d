package io.bpfledger.journal.value;

/**
 * Which recorded runs of the reconciler are kept in full: the newest so many, and all that are
 * younger than so many days. Of others the entry stays in the chain, without its content.
 */
public record RetentionPolicy(int runsKept, int daysKept) {

  public static final RetentionPolicy DEFAULT = new RetentionPolicy(1_000, 90);

  public RetentionPolicy {
    Limits.positive("runs kept", runsKept);
    Limits.positive("days kept", daysKept);
  }
}
