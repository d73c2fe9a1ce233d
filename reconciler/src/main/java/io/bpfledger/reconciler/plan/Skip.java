package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.value.Word;
import io.bpfledger.reconciler.diff.Difference;

/**
 * A difference that nothing is done about in this round.
 *
 * @param detail which limit, until when, or whose policy
 */
public record Skip(Difference difference, Reason reason, String detail) {

  /** Why not; each is counted. */
  public enum Reason implements Word {
    /** The entity is at work. */
    IN_FLIGHT("in-flight"),
    /** The entity changed while the kernel was looked at. */
    OUTDATED("outdated"),
    /** Not all could be read. */
    INCOMPLETE("incomplete"),
    /** The host, the kind or the entity is only to be reported on. */
    POLICY("policy"),
    /** Nothing is to be deleted on this host. */
    DELETION_OFF("deletion-off"),
    /** Its repairs failed again and again, or were undone; it is left alone for now. */
    SUSPENDED("suspended"),
    /** Its repairs begin to be left alone with this round. */
    EXHAUSTED("exhausted"),
    /** What it needs is not there yet. */
    WAITS("waits"),
    /** Something else is done to the same entity first. */
    ONE_AT_A_TIME("one-at-a-time"),
    /** The round makes no more repairs. */
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

  /** Whether the difference may be no difference at all, only seen at the wrong moment. */
  public boolean isFleeting() {
    return switch (reason) {
      case IN_FLIGHT, OUTDATED -> true;
      case INCOMPLETE, POLICY, DELETION_OFF, SUSPENDED, EXHAUSTED, WAITS, ONE_AT_A_TIME, LIMIT ->
          false;
    };
  }
}
