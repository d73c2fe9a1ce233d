package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.ProgramId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Members in the order in which they run.
 *
 * @param members the members; a chain without any lets every packet through
 */
public record Chain(ChainKind kind, List<ChainMember> members) {

  /** Whoever may be refused asks {@link #refusal} first; here it is a mistake. */
  public Chain {
    members = List.copyOf(members);
    refusal(kind, members, Set.of())
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal.message());
            });
  }

  /**
   * Why these members cannot be a chain, if they cannot.
   *
   * @param chains the programs that are known to be chains
   */
  public static Optional<ChainRefusal> refusal(
      ChainKind kind, List<ChainMember> members, Set<ProgramId> chains) {
    if (members.size() > ChainKind.SLOTS) {
      return Optional.of(new ChainRefusal.TooManyMembers(kind, members.size()));
    }
    for (ChainMember member : members) {
      if (!kind.verdicts().containsAll(member.proceedOn().verdicts())) {
        return Optional.of(new ChainRefusal.ForeignVerdicts(kind, member));
      }
      if (chains.contains(member.program())) {
        return Optional.of(new ChainRefusal.ChainAsMember(member.program()));
      }
    }
    return Optional.empty();
  }
}
