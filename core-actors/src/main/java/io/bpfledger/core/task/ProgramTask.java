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
}
