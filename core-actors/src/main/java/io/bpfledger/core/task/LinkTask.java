package io.bpfledger.core.task;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** What is done to the kernel for links that stand alone: all but those of a dispatcher. */
public sealed interface LinkTask extends KernelTask {

  /**
   * Attach and pin.
   *
   * @param program how the program is loaded
   */
  record Attach(Ulid operation, LinkKey link, Attachment attachment, Load program)
      implements LinkTask {}

  /**
   * Let go of it, if it is ours.
   *
   * @param hold what the ledger says holds it
   * @param program what the ledger says runs there
   */
  record Detach(Ulid operation, LinkKey link, Hold.ByLink hold, Incarnation program)
      implements LinkTask {}

  /** See what became of an attach, by its pin. */
  record Survey(Ulid operation, LinkKey link, Attachment attachment, Load program)
      implements LinkTask {}

  /**
   * Leave nothing of an attach, however far it came.
   *
   * @param why it is given up; only for whoever gets the answer
   */
  record Withdraw(Ulid operation, LinkKey link, Attachment attachment, Load program, Failure why)
      implements LinkTask {}

  /**
   * Take back what is there of it, or attach it anew.
   *
   * @param last what held it, as far as the ledger knows
   */
  record Recreate(
      Ulid operation, LinkKey link, Attachment attachment, Load program, Optional<Hold.ByLink> last)
      implements LinkTask {}

  /**
   * Take back what is there of it; pin it again where only its pin is gone.
   *
   * @param last what held it, as far as the ledger knows
   */
  record Adopt(
      Ulid operation, LinkKey link, Attachment attachment, Load program, Optional<Hold.ByLink> last)
      implements LinkTask {}

  /**
   * Remove what is left at the place of its pin, if it is provably ours.
   *
   * @param program what it ran
   * @param load how that is loaded, if it is
   * @param objects what was seen of it
   */
  record RemoveResidue(
      Ulid operation,
      LinkKey link,
      Attachment attachment,
      ProgramKey program,
      Optional<Load> load,
      List<String> objects)
      implements LinkTask {

    public RemoveResidue {
      objects = List.copyOf(objects);
    }
  }
}
