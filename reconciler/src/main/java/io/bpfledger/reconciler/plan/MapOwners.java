package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import java.util.Optional;

/** Who uses whose maps. */
final class MapOwners {

  /** Longer chains than this are cut, so that one that leads back to itself ends too. */
  private static final int DEPTH_MAX = 64;

  private final Ledger ledger;

  MapOwners(Ledger ledger) {
    this.ledger = ledger;
  }

  /** How many programs must be there before this one. */
  int depth(StreamId entity) {
    if (entity.kind() != StreamKind.PROGRAM) {
      return 0;
    }
    int depth = 0;
    Optional<ProgramKey> owner = owner(ProgramKey.parse(entity.key()));
    while (owner.isPresent() && depth < DEPTH_MAX) {
      depth++;
      owner = owner(owner.get());
    }
    return depth;
  }

  private Optional<ProgramKey> owner(ProgramKey program) {
    return ledger.program(program).flatMap(view -> view.program().spec().mapOwner());
  }
}
