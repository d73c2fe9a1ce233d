package io.bpfledger.core.task;

import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** What is done to the kernel for programs. */
public sealed interface ProgramTask extends KernelTask {

  /**
   * A program of a batch.
   *
   * @param owner how the program whose maps it shares is loaded
   */
  record Member(ProgramKey key, ProgramSpec spec, Optional<Load> owner) {}

  /** Load all, or leave nothing. */
  record LoadBatch(Ulid operation, List<Member> members) implements ProgramTask {

    public LoadBatch {
      members = List.copyOf(members);
    }
  }

  /**
   * Leave nothing of a batch, however far its load came.
   *
   * @param because why the batch is given up
   */
  record WithdrawBatch(Ulid operation, List<ProgramKey> members, Failure because)
      implements ProgramTask {

    public WithdrawBatch {
      members = List.copyOf(members);
    }
  }

  /**
   * See what became of a load.
   *
   * @param operation that of the load
   * @param members of the batch those that are to be looked at
   */
  record Survey(Ulid operation, List<Member> members) implements ProgramTask {

    public Survey {
      members = List.copyOf(members);
    }
  }

  /**
   * Remove the pins of a program and of its maps.
   *
   * @param lastUsers the names of maps shared by name that no other program of the ledger uses
   */
  record Unload(Ulid operation, ProgramKey program, Load load, List<String> lastUsers)
      implements ProgramTask {

    public Unload {
      lastUsers = List.copyOf(lastUsers);
    }
  }

  /**
   * A program that is, or was, in the kernel.
   *
   * @param last how it was loaded, as far as the ledger knows
   */
  record Known(Member member, Load last) {}

  /**
   * Take back what is there of these programs, load what is not, all of that or nothing, and remove
   * what is left of them elsewhere.
   */
  record Recreate(Ulid operation, List<Known> programs) implements ProgramTask {

    public Recreate {
      programs = List.copyOf(programs);
    }
  }

  /**
   * Take back what is there of a program, and remove what is left of it elsewhere.
   *
   * @param objects where it was seen
   */
  record Adopt(Ulid operation, Known program, List<String> objects) implements ProgramTask {

    public Adopt {
      objects = List.copyOf(objects);
    }
  }

  /** Pin a program and its maps again where they are to be. */
  record Repin(Ulid operation, ProgramKey program, Load load) implements ProgramTask {}

  /**
   * Remove what is too much of a program, as far as that is provably ours.
   *
   * @param lives whether it is in the kernel, so that its own place is to be left alone
   * @param load how it is, or was, loaded, as far as the ledger knows
   * @param objects what was seen
   */
  record RemoveResidue(
      Ulid operation, ProgramKey program, boolean lives, Optional<Load> load, List<String> objects)
      implements ProgramTask {

    public RemoveResidue {
      objects = List.copyOf(objects);
    }
  }
}
