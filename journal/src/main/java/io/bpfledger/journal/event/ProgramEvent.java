package io.bpfledger.journal.event;

import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.Ulid;
import java.util.List;

/** What happens to a program. */
public sealed interface ProgramEvent extends Event
    permits ProgramEvent.LoadRequested,
        ProgramEvent.Loaded,
        ProgramEvent.LoadFailed,
        ProgramEvent.ProgramLost,
        ProgramEvent.UnloadRequested,
        ProgramEvent.Unloaded,
        ProgramEvent.UnloadFailed,
        LabelsChanged,
        PolicyChanged,
        RepairEvent {

  int BATCH_MAX = 256;
  int LEFTOVERS_MAX = 1024;

  /**
   * Intent: somebody wants a program loaded. Its bytecode is in the object store already.
   *
   * @param batch the programs that are loaded together or not at all, this one included
   */
  record LoadRequested(
      Ulid operation, ProgramSpec spec, Labels labels, Policy policy, List<ProgramKey> batch)
      implements ProgramEvent {

    public LoadRequested {
      Limits.atMost("programs in a batch", batch, BATCH_MAX);
      batch = List.copyOf(batch);
    }
  }

  /** Outcome: it is in the kernel, by the first load or by a repair. */
  record Loaded(Ulid operation, Load load) implements ProgramEvent {}

  /**
   * Outcome: it could not be loaded and is given up.
   *
   * @param leftovers what could not be undone
   */
  record LoadFailed(Ulid operation, Failure failure, List<String> leftovers)
      implements ProgramEvent {

    public LoadFailed {
      Limits.atMost("leftovers", leftovers, LEFTOVERS_MAX);
      leftovers = List.copyOf(leftovers);
    }
  }

  /** It was in the kernel and is there no more, though nobody asked for that. */
  record ProgramLost(Loss loss) implements ProgramEvent {}

  /** Intent: somebody wants it gone. */
  record UnloadRequested(Ulid operation) implements ProgramEvent {}

  /** Outcome: it is gone; the end of its life. */
  record Unloaded(Ulid operation) implements ProgramEvent {}

  /** Outcome: it could not be unloaded and stays as it was. */
  record UnloadFailed(Ulid operation, Failure failure) implements ProgramEvent {}
}
