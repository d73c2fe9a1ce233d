package io.bpfledger.journal.event;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;

/** What happens to a link. */
public sealed interface LinkEvent extends Event
    permits LinkEvent.AttachRequested,
        LinkEvent.Attached,
        LinkEvent.AttachFailed,
        LinkEvent.LinkLost,
        LinkEvent.DetachRequested,
        LinkEvent.Detached,
        LinkEvent.DetachFailed,
        LabelsChanged,
        PolicyChanged,
        RepairEvent {

  int LEFTOVERS_MAX = 1024;

  /** Intent: somebody wants a program attached. */
  record AttachRequested(
      Ulid operation,
      LinkNumber number,
      ProgramKey program,
      Attachment attachment,
      Labels labels,
      Policy policy)
      implements LinkEvent {}

  /**
   * Outcome: it is attached, by the first attach or by a repair.
   *
   * @param program the life of the program that runs there
   * @param device what the interface was, for kinds that have one
   */
  record Attached(Ulid operation, Hold hold, Incarnation program, Optional<DeviceIdentity> device)
      implements LinkEvent {}

  /**
   * Outcome: it could not be attached and is given up.
   *
   * @param leftovers what could not be undone
   */
  record AttachFailed(Ulid operation, Failure failure, List<String> leftovers)
      implements LinkEvent {

    public AttachFailed {
      Limits.atMost("leftovers", leftovers, LEFTOVERS_MAX);
      leftovers = List.copyOf(leftovers);
    }
  }

  /** It was attached and is no more, though nobody asked for that. */
  record LinkLost(Loss loss) implements LinkEvent {}

  /** Intent: somebody wants it detached. */
  record DetachRequested(Ulid operation) implements LinkEvent {}

  /** Outcome: it is detached; the end of its life. */
  record Detached(Ulid operation) implements LinkEvent {}

  /** Outcome: it could not be detached and stays as it was. */
  record DetachFailed(Ulid operation, Failure failure) implements LinkEvent {}
}
