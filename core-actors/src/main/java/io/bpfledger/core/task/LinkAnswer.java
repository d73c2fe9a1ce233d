package io.bpfledger.core.task;

import io.bpfledger.journal.state.Standing;
import io.bpfledger.journal.value.Failure;
import java.util.List;

/** How a link's task went. */
public sealed interface LinkAnswer extends KernelAnswer {

  record LinkAttached(Standing standing) implements LinkAnswer {}

  /**
   * It is not attached.
   *
   * @param leftovers what could not be undone
   */
  record AttachRefused(Failure failure, List<String> leftovers) implements LinkAnswer {

    public AttachRefused {
      leftovers = List.copyOf(leftovers);
    }
  }

  /** Nothing of it is in the kernel any more, as far as it was ours. */
  record LinkDetached() implements LinkAnswer {}

  /** It is as it was. */
  record DetachRefused(Failure failure) implements LinkAnswer {}

  record LinkSurveyed(LinkObservation observation) implements LinkAnswer {}

  /** Nothing of an attach is left, but these. */
  record LinkWithdrawn(List<String> leftovers) implements LinkAnswer {

    public LinkWithdrawn {
      leftovers = List.copyOf(leftovers);
    }
  }

  /**
   * What was left of a link is gone.
   *
   * @param removed its pin, if there was one
   * @param leftovers but these are there still
   */
  record ResidueGone(List<String> removed, List<String> leftovers) implements LinkAnswer {

    public ResidueGone {
      removed = List.copyOf(removed);
      leftovers = List.copyOf(leftovers);
    }
  }
}
