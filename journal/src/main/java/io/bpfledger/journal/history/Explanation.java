package io.bpfledger.journal.history;

import io.bpfledger.journal.entry.PlacedEntry;
import java.util.List;

/**
 * Why an entry stands in the ledger: other entries, each explained in turn.
 *
 * @param because what led to it, the nearest first; empty at the root
 */
public record Explanation(PlacedEntry entry, List<Reason> because) {

  public Explanation {
    because = List.copyOf(because);
  }

  /**
   * One thing that led to an entry.
   *
   * @param relation what it has to do with it
   */
  public record Reason(Relation relation, Explanation explanation) {}

  /** How one entry led to another. */
  public enum Relation {
    /** It began the operation that the other ended. */
    BEGAN,
    /** It was the first that the same command led to. */
    COMMANDED,
    /** It recorded the finding that the other answers. */
    FOUND,
    /** It is why the entity is wanted, or not wanted, at all. */
    WANTED,
    /** It waited for the other: the operation of a link that the dispatcher serves. */
    AWAITED,
    /** It put in place what the other stands on: the dispatcher's revision of a link. */
    CARRIED
  }
}
