package io.bpfledger.core.request;

import io.bpfledger.core.machine.Refusal;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;

/** What the check of a wish to attach came to. */
public sealed interface CheckedAttach {

  /** It makes sense; what is left to go wrong, the kernel knows. */
  record Sound(ProgramKey program, Attachment attachment, Labels labels, Policy policy)
      implements CheckedAttach {}

  record Unsound(Refusal refusal) implements CheckedAttach {}
}
