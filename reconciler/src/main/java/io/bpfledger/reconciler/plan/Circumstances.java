package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.Set;

/**
 * What a plan is made in.
 *
 * @param before the ledger when the survey began
 * @param now the ledger that the survey was compared with
 * @param busy entities whose actor is at work
 * @param time by the host's clock
 */
public record Circumstances(Ledger before, Ledger now, Set<StreamId> busy, Instant time) {

  public Circumstances {
    busy = Set.copyOf(busy);
  }

  /** Whether an entity changed while the kernel was looked at. */
  boolean movedOn(StreamId entity) {
    return before.sequence(entity) != now.sequence(entity);
  }
}
