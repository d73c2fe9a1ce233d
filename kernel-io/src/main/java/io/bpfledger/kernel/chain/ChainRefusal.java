package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.ProgramId;

/** Why members do not make a chain. */
public sealed interface ChainRefusal {

  /** What is wrong, for a person. */
  String message();

  /** There are more of them than slots. */
  record TooManyMembers(ChainKind kind, int members) implements ChainRefusal {
    @Override
    public String message() {
      return "%d programs on one hook: the %s chain takes %d"
          .formatted(members, kind.word(), ChainKind.SLOTS);
    }
  }

  /** A member proceeds on verdicts that programs of this kind do not have. */
  record ForeignVerdicts(ChainKind kind, ChainMember member) implements ChainRefusal {
    @Override
    public String message() {
      return "program %s cannot proceed on %s: %s"
          .formatted(member.program(), member.proceedOn(), kind.choice());
    }
  }

  /** A member is itself a chain; in its own program array it would call itself. */
  record ChainAsMember(ProgramId program) implements ChainRefusal {
    @Override
    public String message() {
      return "program " + program + " is a chain, and chains are no members of chains";
    }
  }
}
