package io.bpfledger.journal.history;

import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import io.bpfledger.journal.value.Ulid;
import java.util.Optional;

/** Which operation an event begins or ends. */
final class Operations {

  private Operations() {}

  static Optional<Ulid> of(Event event) {
    return switch (event) {
      case RepairEvent repair -> ofRepair(repair);
      case LabelsChanged _, PolicyChanged _ -> Optional.empty();
      case ProgramEvent program -> ofProgram(program);
      case LinkEvent link -> ofLink(link);
      case DispatcherEvent dispatcher -> ofDispatcher(dispatcher);
      case HostEvent host -> ofHost(host);
    };
  }

  /** Whether the event says what somebody, or the reconciler, wants done. */
  static boolean begins(Event event) {
    return switch (event) {
      case RepairEvent.RepairRequested _,
          ProgramEvent.LoadRequested _,
          ProgramEvent.UnloadRequested _,
          LinkEvent.AttachRequested _,
          LinkEvent.DetachRequested _,
          DispatcherEvent.RevisionPlanned _,
          DispatcherEvent.RemovalRequested _,
          HostEvent.OrphanRemovalRequested _ ->
          true;
      default -> false;
    };
  }

  private static Optional<Ulid> ofRepair(RepairEvent event) {
    return switch (event) {
      case RepairEvent.RepairRequested e -> Optional.of(e.operation());
      case RepairEvent.Repinned e -> Optional.of(e.operation());
      case RepairEvent.ResidueRemoved e -> Optional.of(e.operation());
      case RepairEvent.RepairFailed e -> Optional.of(e.operation());
      case RepairEvent.RepairsSuspended _, RepairEvent.RepairsResumed _ -> Optional.empty();
    };
  }

  private static Optional<Ulid> ofProgram(ProgramEvent event) {
    return switch (event) {
      case ProgramEvent.LoadRequested e -> Optional.of(e.operation());
      case ProgramEvent.Loaded e -> Optional.of(e.operation());
      case ProgramEvent.LoadFailed e -> Optional.of(e.operation());
      case ProgramEvent.UnloadRequested e -> Optional.of(e.operation());
      case ProgramEvent.Unloaded e -> Optional.of(e.operation());
      case ProgramEvent.UnloadFailed e -> Optional.of(e.operation());
      case ProgramEvent.ProgramLost _, LabelsChanged _, PolicyChanged _, RepairEvent _ ->
          Optional.empty();
    };
  }

  private static Optional<Ulid> ofLink(LinkEvent event) {
    return switch (event) {
      case LinkEvent.AttachRequested e -> Optional.of(e.operation());
      case LinkEvent.Attached e -> Optional.of(e.operation());
      case LinkEvent.AttachFailed e -> Optional.of(e.operation());
      case LinkEvent.DetachRequested e -> Optional.of(e.operation());
      case LinkEvent.Detached e -> Optional.of(e.operation());
      case LinkEvent.DetachFailed e -> Optional.of(e.operation());
      case LinkEvent.LinkLost _, LabelsChanged _, PolicyChanged _, RepairEvent _ ->
          Optional.empty();
    };
  }

  private static Optional<Ulid> ofDispatcher(DispatcherEvent event) {
    return switch (event) {
      case DispatcherEvent.RevisionPlanned e -> Optional.of(e.operation());
      case DispatcherEvent.RevisionLive e -> Optional.of(e.operation());
      case DispatcherEvent.RevisionFailed e -> Optional.of(e.operation());
      case DispatcherEvent.RemovalRequested e -> Optional.of(e.operation());
      case DispatcherEvent.DispatcherRemoved e -> Optional.of(e.operation());
      case DispatcherEvent.RemovalFailed e -> Optional.of(e.operation());
      case DispatcherEvent.DispatcherLost _, PolicyChanged _, RepairEvent _ -> Optional.empty();
    };
  }

  private static Optional<Ulid> ofHost(HostEvent event) {
    return switch (event) {
      case HostEvent.OrphanRemovalRequested e -> Optional.of(e.operation());
      case HostEvent.OrphanRemoved e -> Optional.of(e.operation());
      case HostEvent.OrphanRemovalFailed e -> Optional.of(e.operation());
      case HostEvent.ReconciliationStarted e -> Optional.of(e.run());
      case HostEvent.ReconciliationFinished e -> Optional.of(e.run());
      case HostEvent.ServiceStarted _,
          HostEvent.ServiceStopped _,
          HostEvent.LinkNumbersReserved _,
          HostEvent.ReconcilePolicyChanged _,
          HostEvent.RetentionPolicyChanged _,
          HostEvent.ObjectsCollected _,
          HostEvent.LedgerAnchored _,
          HostEvent.EntriesErased _,
          HostEvent.Erased _ ->
          Optional.empty();
    };
  }
}
