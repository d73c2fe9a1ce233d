package io.bpfledger.journal.event;

import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Limits;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;
import io.bpfledger.journal.value.Ulid;
import java.util.List;

/** What happens to the dispatcher of a hook. */
public sealed interface DispatcherEvent extends Event
    permits DispatcherEvent.RevisionPlanned,
        DispatcherEvent.RevisionLive,
        DispatcherEvent.RevisionFailed,
        DispatcherEvent.RemovalRequested,
        DispatcherEvent.DispatcherRemoved,
        DispatcherEvent.RemovalFailed,
        DispatcherEvent.DispatcherLost,
        PolicyChanged,
        RepairEvent {

  int SERVED_MAX = 1024;
  int LEFTOVERS_MAX = 1024;

  /**
   * Intent: these members shall run in this order.
   *
   * @param serves the operations of links and repairs that wait for this revision
   */
  record RevisionPlanned(Ulid operation, Revision revision, List<Ulid> serves)
      implements DispatcherEvent {

    public RevisionPlanned {
      Limits.atMost("operations", serves, SERVED_MAX);
      serves = List.copyOf(serves);
    }
  }

  /**
   * Outcome: the revision runs, by its first placing or by a repair.
   *
   * @param directory where the revision is pinned
   */
  record RevisionLive(
      Ulid operation, long revision, Placement placement, DeviceIdentity device, String directory)
      implements DispatcherEvent {

    public RevisionLive {
      Limits.positive("revision", revision);
      Limits.path("directory", directory);
    }
  }

  /**
   * Outcome: the revision could not be put in place; the one before it stays.
   *
   * @param leftovers what could not be undone
   */
  record RevisionFailed(Ulid operation, long revision, Failure failure, List<String> leftovers)
      implements DispatcherEvent {

    public RevisionFailed {
      Limits.positive("revision", revision);
      Limits.atMost("leftovers", leftovers, LEFTOVERS_MAX);
      leftovers = List.copyOf(leftovers);
    }
  }

  /**
   * Intent: the last members leave, so nothing of ours shall stay on the hook.
   *
   * @param serves the operations of links and repairs that wait for this
   */
  record RemovalRequested(Ulid operation, List<Ulid> serves) implements DispatcherEvent {

    public RemovalRequested {
      Limits.atMost("operations", serves, SERVED_MAX);
      serves = List.copyOf(serves);
    }
  }

  /** Outcome: nothing of ours is on the hook. */
  record DispatcherRemoved(Ulid operation) implements DispatcherEvent {}

  /** Outcome: it could not be removed and stays as it was. */
  record RemovalFailed(Ulid operation, Failure failure) implements DispatcherEvent {}

  /** The revision ran and runs no more, though nobody asked for that. */
  record DispatcherLost(Loss loss) implements DispatcherEvent {}
}
