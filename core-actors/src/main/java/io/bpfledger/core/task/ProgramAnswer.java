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

  /** What the kernel shows of each program that was to be looked at. */
  record Surveyed(SortedMap<ProgramKey, ProgramObservation> observations) implements ProgramAnswer {

    public Surveyed {
      observations = Collections.unmodifiableSortedMap(new TreeMap<>(observations));
    }
  }

  /**
   * Nothing of the program is in the kernel any more, as far as it was ours.
   *
   * @param leftovers but these names, which keep none of its program alive
   */
  record Unloaded(List<String> leftovers) implements ProgramAnswer {

    public Unloaded {
      leftovers = List.copyOf(leftovers);
    }
  }

  /** It is as it was. */
  record UnloadRefused(Failure failure) implements ProgramAnswer {}

  /** It is pinned where it is to be, with its maps. */
  record Repinned() implements ProgramAnswer {}

  /**
   * What was too much of it is gone.
   *
   * @param removed the paths of that
   * @param leftovers but these are there still
   */
  record ResidueGone(List<String> removed, List<String> leftovers) implements ProgramAnswer {

    public ResidueGone {
      removed = List.copyOf(removed);
      leftovers = List.copyOf(leftovers);
    }
  }

  /** It is as it was. */
  record RepairRefused(Failure failure) implements ProgramAnswer {}
}
