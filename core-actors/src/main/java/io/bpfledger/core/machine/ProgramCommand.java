package io.bpfledger.core.machine;

import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.Suspension;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a program can be told. */
public sealed interface ProgramCommand extends Command {

  /** A program to be loaded, as somebody asked for it. */
  record NewProgram(ProgramKey key, ProgramSpec spec, Labels labels, Policy policy) {}

  /**
   * Load these together or not at all. Told to the first of them, which leads the others.
   *
   * @param programs all of one object
   */
  record LoadBatch(List<NewProgram> programs) implements ProgramCommand {

    public LoadBatch {
      Limits.positive("programs in a batch", programs.size());
      Limits.atMost("programs in a batch", programs, ProgramEvent.BATCH_MAX);
      programs = List.copyOf(programs);
    }

    public List<ProgramKey> keys() {
      return programs.stream().map(NewProgram::key).toList();
    }
  }

  /**
   * From the leader: record that you are to be loaded with this batch.
   *
   * @param programs the whole batch, so that the leader has it when this comes back
   */
  record Intend(List<NewProgram> programs) implements ProgramCommand {

    public Intend {
      programs = List.copyOf(programs);
    }
  }

  /**
   * From the leader: the batch is in the kernel, you too.
   *
   * @param loads of the whole batch, so that the leader has its own when this comes back to it
   */
  record Conclude(SortedMap<ProgramKey, Load> loads) implements ProgramCommand {

    public Conclude {
      loads = Collections.unmodifiableSortedMap(new TreeMap<>(loads));
    }
  }

  /** From the leader: the batch is given up, and nothing of you is in the kernel. */
  record Withdraw(Failure failure, List<String> leftovers) implements ProgramCommand {

    public Withdraw {
      leftovers = List.copyOf(leftovers);
    }
  }

  /** Detach all links, then unload. */
  record Unload() implements ProgramCommand {}

  record ChangeLabels(Labels labels) implements ProgramCommand {}

  record ChangePolicy(Policy policy) implements ProgramCommand {}

  /** It is in the kernel no more, though nobody asked for that. */
  record Lose(Loss loss) implements ProgramCommand {}

  /**
   * Settle what is open by what the kernel shows. Only for a program for which this service does
   * nothing at the moment: what is under way settles itself.
   */
  record Settle(ProgramObservation observation) implements ProgramCommand {

    @Override
    public boolean needsQuiet() {
      return true;
    }
  }

  /**
   * Put yourself right; whether you are right by now, you look first.
   *
   * @param decision to recreate, adopt, repin or delete
   * @param finding the code of what is to be put right
   * @param together the programs that are made again by one load, yourself first; of one batch
   * @param objects what is to be pinned or removed
   */
  record Repair(
      io.bpfledger.journal.value.Decision decision,
      String finding,
      List<ProgramKey> together,
      List<String> objects)
      implements ProgramCommand {

    public Repair {
      Limits.name("finding", finding);
      Limits.positive("programs to be repaired", together.size());
      Limits.atMost("programs to be repaired", together, ProgramEvent.BATCH_MAX);
      Limits.atMost("objects", objects, RepairEvent.REMOVED_MAX);
      together = List.copyOf(together);
      objects = List.copyOf(objects);
    }
  }

  /**
   * From a program that is made again: record that you are, with it.
   *
   * @param repair what it was told, so that it has that when this comes back
   */
  record JoinRepair(Repair repair) implements ProgramCommand {}

  /** From a program that was to be made again with you: that came to nothing. */
  record EndRepair(Failure failure) implements ProgramCommand {}

  /** You are left alone from now on, for some time. */
  record SuspendRepairs(Suspension suspension) implements ProgramCommand {}

  /** You are repaired again, whatever happened before. */
  record ResumeRepairs() implements ProgramCommand {}

  /** Look at the kernel as after a restart, and end what is open, forward or back. */
  record LookAgain() implements ProgramCommand {

    @Override
    public boolean needsQuiet() {
      return true;
    }
  }
}
