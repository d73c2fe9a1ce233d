package io.bpfledger.core.machine;

import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;

/** What a link can be told. */
public sealed interface LinkCommand extends Command {

  record Attach(
      LinkNumber number, ProgramKey program, Attachment attachment, Labels labels, Policy policy)
      implements LinkCommand {}

  record Detach() implements LinkCommand {}

  record ChangeLabels(Labels labels) implements LinkCommand {}

  record ChangePolicy(Policy policy) implements LinkCommand {}

  /** It is attached no more, though nobody asked for that. */
  record Lose(Loss loss) implements LinkCommand {}

  /** From the dispatcher: its hook is there again, and the link on it. */
  record Return(Hold.ByDispatcher hold, Incarnation program, DeviceIdentity device)
      implements LinkCommand {}

  /** Settle what is open by what the kernel shows. */
  record Settle(LinkObservation observation) implements LinkCommand {

    @Override
    public boolean needsQuiet() {
      return true;
    }
  }
}
