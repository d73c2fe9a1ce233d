package io.bpfledger.core.work.hook;

import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.chain.ChainKind;
import java.util.List;
import java.util.Optional;

/**
 * What goes on a hook for one revision.
 *
 * @param program the chain, or the only member itself
 * @param incarnation what it is
 * @param chain what else a chain is
 */
record HookProgram(ProgramHandle program, Incarnation incarnation, Optional<Chained> chain) {

  /**
   * A chain.
   *
   * @param programArray where its members are
   * @param programArrayId the kernel's number of that, unsigned
   * @param members the members' programs, by slot
   */
  record Chained(
      ChainKind kind, MapHandle programArray, int programArrayId, List<Incarnation> members) {

    Chained {
      members = List.copyOf(members);
    }
  }

  Placement heldBy(Placement.Holder holder) {
    return chain
        .<Placement>map(
            chained ->
                new Placement.Chain(
                    chained.kind(),
                    incarnation,
                    chained.programArrayId(),
                    chained.members(),
                    holder))
        .orElseGet(() -> new Placement.Direct(incarnation, holder));
  }
}
