package io.bpfledger.core.machine;

import io.bpfledger.core.task.LinkObservation;
import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Suspension;
import java.util.List;

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

  /**
   * Put yourself right; whether you are right by now, you look first.
   *
   * @param decision to recreate, adopt, repin or delete
   * @param finding the code of what is to be put right
   * @param objects what is to be pinned or removed
   */
  record Repair(io.bpfledger.journal.value.Decision decision, String finding, List<String> objects)
      implements LinkCommand {

    public Repair {
      Limits.name("finding", finding);
      Limits.atMost("objects", objects, RepairEvent.REMOVED_MAX);
      objects = List.copyOf(objects);
    }
  }

  /** You are left alone from now on, for some time. */
  record SuspendRepairs(Suspension suspension) implements LinkCommand {}

  /** You are repaired again, whatever happened before. */
  record ResumeRepairs() implements LinkCommand {}

  /** Look at the kernel as after a restart, and end what is open, forward or back. */
  record LookAgain() implements LinkCommand {

    @Override
    public boolean needsQuiet() {
      return true;
    }
  }
}
