package io.bpfledger.journal.value;

/**
 * How the reconciler behaves on this host.
 *
 * @param mode whether it may act at all
 * @param periodMillis the time between two rounds, when nothing else calls for one
 * @param repairsPerRound how many repairs one round makes at most
 * @param attemptsBeforeBackoff how often the same repair may fail before it is put off
 * @param backoffMillis how long it is put off at first, doubling from then on
 * @param backoffMaxMillis how long it is put off at most
 * @param contestedRepairs how many repairs within the window mean that somebody undoes them
 * @param contestedWindowMillis that window
 */
public record ReconcilePolicy(
    RepairMode mode,
    long periodMillis,
    int repairsPerRound,
    int attemptsBeforeBackoff,
    long backoffMillis,
    long backoffMaxMillis,
    int contestedRepairs,
    long contestedWindowMillis) {

  public static final ReconcilePolicy DEFAULT =
      new ReconcilePolicy(RepairMode.REPAIR, 30_000, 64, 3, 10_000, 600_000, 3, 300_000);

  public ReconcilePolicy {
    Limits.positive("period", periodMillis);
    Limits.positive("repairs of a round", repairsPerRound);
    Limits.positive("attempts", attemptsBeforeBackoff);
    Limits.positive("back-off", backoffMillis);
    Limits.positive("longest back-off", backoffMaxMillis);
    Limits.positive("contested repairs", contestedRepairs);
    Limits.positive("window", contestedWindowMillis);
  }
}
