package io.bpfledger.core.task;

import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.Failure;
import java.util.List;

/** How a dispatcher's task went. */
public sealed interface DispatcherAnswer extends KernelAnswer {

  record RevisionPlaced(LiveRevision live) implements DispatcherAnswer {}

  /**
   * What ran before still runs.
   *
   * @param leftovers what could not be undone
   */
  record PlaceRefused(Failure failure, List<String> leftovers) implements DispatcherAnswer {

    public PlaceRefused {
      leftovers = List.copyOf(leftovers);
    }
  }

  record HookSurveyed(HookObservation observation) implements DispatcherAnswer {}

  /**
   * Nothing of the revision is left, and what ran before it runs.
   *
   * @param leftovers but these pins are left
   */
  record RevisionWithdrawn(List<String> leftovers) implements DispatcherAnswer {

    public RevisionWithdrawn {
      leftovers = List.copyOf(leftovers);
    }
  }

  /** It may run still. */
  record WithdrawRefused(Failure failure) implements DispatcherAnswer {}

  /**
   * Nothing of ours is on the hook any more.
   *
   * @param leftovers pins that are left, of programs that no longer run here
   */
  record HookCleared(List<String> leftovers) implements DispatcherAnswer {

    public HookCleared {
      leftovers = List.copyOf(leftovers);
    }
  }

  /** It is as it was. */
  record ClearRefused(Failure failure) implements DispatcherAnswer {}

  /**
   * Old revisions are gone.
   *
   * @param leftovers but these
   */
  record Swept(List<String> leftovers) implements DispatcherAnswer {

    public Swept {
      leftovers = List.copyOf(leftovers);
    }
  }

  /**
   * What was too much is gone.
   *
   * @param leftovers but these
   */
  record ResidueGone(List<String> leftovers) implements DispatcherAnswer {

    public ResidueGone {
      leftovers = List.copyOf(leftovers);
    }
  }

  /** All is as it was, or some of it is. */
  record ResidueKept(Failure failure) implements DispatcherAnswer {}
}
