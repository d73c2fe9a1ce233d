package io.bpfledger.core.task;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Ulid;

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
}
