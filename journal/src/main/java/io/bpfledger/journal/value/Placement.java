package io.bpfledger.journal.value;

import io.bpfledger.kernel.chain.ChainKind;
import java.util.List;

/** How the members of a hook stand in the kernel. */
public sealed interface Placement {

  /** The only member stands on the hook itself. */
  record Direct(Incarnation program, Holder holder) implements Placement {}

  /**
   * A chain program stands on the hook and calls the members.
   *
   * @param flavour which chain object was loaded
   * @param chain the chain program
   * @param programArrayId the map that says which member is in which slot, unsigned
   * @param programs the members' programs, by slot
   */
  record Chain(
      ChainKind flavour,
      Incarnation chain,
      int programArrayId,
      List<Incarnation> programs,
      Holder holder)
      implements Placement {

    public Chain {
      Limits.atMost("slots", programs, Revision.MEMBERS_MAX);
      programs = List.copyOf(programs);
    }
  }

  /** The kernel itself orders the members, each with a link of its own, in this order. */
  record Native(List<NativeMember> members) implements Placement {

    public Native {
      Limits.atMost("members", members, Revision.MEMBERS_MAX);
      members = List.copyOf(members);
    }
  }

  /** One member that the kernel orders. */
  record NativeMember(LinkKey link, Incarnation program, Hold.ByLink hold) {}

  /** What holds a program on a hook. */
  sealed interface Holder {}

  /** A pinned BPF link. */
  record LinkHolder(Hold.ByLink link) implements Holder {}

  /** A filter of traffic control; it needs no pin. */
  record FilterHolder(int priority, int handle) implements Holder {}
}
