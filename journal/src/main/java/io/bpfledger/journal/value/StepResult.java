package io.bpfledger.journal.value;

/**
 * What became of one step of a run.
 *
 * @param finding the finding it answers
 * @param operation the operation that carried it out
 * @param detail what failed, or why nothing was done; empty when all is said
 */
public record StepResult(
    Ulid finding, Ulid operation, Outcome outcome, String detail, long durationMicros) {

  public StepResult {
    Limits.text("detail", detail);
    Limits.notNegative("duration", durationMicros);
  }

  /** How a step ended. */
  public enum Outcome implements Word {
    /** Done, and seen to be so by reading again. */
    REPAIRED("repaired"),
    /** Done without an error, but reading again shows the difference still. */
    NOT_REPAIRED("not-repaired"),
    FAILED("failed"),
    /** Not tried: the entity moved on, or the limit of the round was reached. */
    SKIPPED("skipped");

    private final String word;

    Outcome(String word) {
      this.word = word;
    }

    @Override
    public String word() {
      return word;
    }
  }
}
