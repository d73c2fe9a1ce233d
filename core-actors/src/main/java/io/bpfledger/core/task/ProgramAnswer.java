package io.bpfledger.core.task;

import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How a program's task went. */
public sealed interface ProgramAnswer extends KernelAnswer {

  /** The whole batch is in the kernel, pinned where it stays. */
  record BatchLoaded(SortedMap<ProgramKey, Load> loads) implements ProgramAnswer {

    public BatchLoaded {
      loads = Collections.unmodifiableSortedMap(new TreeMap<>(loads));
    }
  }

  /**
   * Nothing of the batch is in the kernel.
   *
   * @param leftovers but these, which could not be undone
   */
  record LoadRefused(Failure failure, List<String> leftovers) implements ProgramAnswer {

    public LoadRefused {
      leftovers = List.copyOf(leftovers);
    }
  }

  /**
   * Nothing of the batch is in the kernel any more.
   *
   * @param leftovers but these, which could not be removed
   */
  record BatchWithdrawn(List<String> leftovers) implements ProgramAnswer {

    public BatchWithdrawn {
      leftovers = List.copyOf(leftovers);
    }
  }

  record Surveyed(ProgramObservation observation) implements ProgramAnswer {}

  /** Nothing of the program is in the kernel any more, as far as it was ours. */
  record Unloaded() implements ProgramAnswer {}

  /** It is as it was. */
  record UnloadRefused(Failure failure) implements ProgramAnswer {}
}
