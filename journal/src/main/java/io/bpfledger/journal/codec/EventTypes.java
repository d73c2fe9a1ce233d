package io.bpfledger.journal.codec;

import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LabelsChanged;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.event.RepairEvent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of all types of events. A line is never taken out and never gets another word. */
public final class EventTypes {

  private static final List<EventType> TABLE =
      List.of(
          new EventType("program.load-requested", 1, ProgramEvent.LoadRequested.class),
          new EventType("program.loaded", 1, ProgramEvent.Loaded.class),
          new EventType("program.load-failed", 1, ProgramEvent.LoadFailed.class),
          new EventType("program.lost", 1, ProgramEvent.ProgramLost.class),
          new EventType("program.unload-requested", 1, ProgramEvent.UnloadRequested.class),
          new EventType("program.unloaded", 1, ProgramEvent.Unloaded.class),
          new EventType("program.unload-failed", 1, ProgramEvent.UnloadFailed.class),
          new EventType("link.attach-requested", 1, LinkEvent.AttachRequested.class),
          new EventType("link.attached", 1, LinkEvent.Attached.class),
          new EventType("link.attach-failed", 1, LinkEvent.AttachFailed.class),
          new EventType("link.lost", 1, LinkEvent.LinkLost.class),
          new EventType("link.detach-requested", 1, LinkEvent.DetachRequested.class),
          new EventType("link.detached", 1, LinkEvent.Detached.class),
          new EventType("link.detach-failed", 1, LinkEvent.DetachFailed.class),
          new EventType("dispatcher.revision-planned", 1, DispatcherEvent.RevisionPlanned.class),
          new EventType("dispatcher.revision-live", 1, DispatcherEvent.RevisionLive.class),
          new EventType("dispatcher.revision-failed", 1, DispatcherEvent.RevisionFailed.class),
          new EventType("dispatcher.removal-requested", 1, DispatcherEvent.RemovalRequested.class),
          new EventType("dispatcher.removed", 1, DispatcherEvent.DispatcherRemoved.class),
          new EventType("dispatcher.removal-failed", 1, DispatcherEvent.RemovalFailed.class),
          new EventType("dispatcher.lost", 1, DispatcherEvent.DispatcherLost.class),
          new EventType("labels.changed", 1, LabelsChanged.class),
          new EventType("policy.changed", 1, PolicyChanged.class),
          new EventType("repair.requested", 1, RepairEvent.RepairRequested.class),
          new EventType("repair.repinned", 1, RepairEvent.Repinned.class),
          new EventType("repair.residue-removed", 1, RepairEvent.ResidueRemoved.class),
          new EventType("repair.failed", 1, RepairEvent.RepairFailed.class),
          new EventType("repair.suspended", 1, RepairEvent.RepairsSuspended.class),
          new EventType("repair.resumed", 1, RepairEvent.RepairsResumed.class),
          new EventType("host.service-started", 1, HostEvent.ServiceStarted.class),
          new EventType("host.service-stopped", 1, HostEvent.ServiceStopped.class),
          new EventType("host.link-numbers-reserved", 1, HostEvent.LinkNumbersReserved.class),
          new EventType("host.reconcile-policy-changed", 1, HostEvent.ReconcilePolicyChanged.class),
          new EventType("host.retention-policy-changed", 1, HostEvent.RetentionPolicyChanged.class),
          new EventType("host.reconciliation-started", 1, HostEvent.ReconciliationStarted.class),
          new EventType("host.reconciliation-finished", 1, HostEvent.ReconciliationFinished.class),
          new EventType("host.orphan-removal-requested", 1, HostEvent.OrphanRemovalRequested.class),
          new EventType("host.orphan-removed", 1, HostEvent.OrphanRemoved.class),
          new EventType("host.orphan-removal-failed", 1, HostEvent.OrphanRemovalFailed.class),
          new EventType("host.objects-collected", 1, HostEvent.ObjectsCollected.class),
          new EventType("host.ledger-anchored", 1, HostEvent.LedgerAnchored.class),
          new EventType("host.entries-erased", 1, HostEvent.EntriesErased.class),
          new EventType("host.erased", 1, HostEvent.Erased.class));

  private final Map<String, EventType> byWord = new LinkedHashMap<>();
  private final Map<Class<? extends Event>, EventType> byEvent = new LinkedHashMap<>();

  private EventTypes(List<EventType> table) {
    for (EventType type : table) {
      if (byWord.put(type.word(), type) != null || byEvent.put(type.event(), type) != null) {
        throw new IllegalArgumentException(type + " stands in the table twice");
      }
    }
  }

  /** The types that this service writes. */
  public static EventTypes current() {
    return new EventTypes(TABLE);
  }

  /** Another table, to try what a change of versions would do. */
  static EventTypes of(Collection<EventType> table) {
    return new EventTypes(List.copyOf(table));
  }

  public Collection<EventType> all() {
    return List.copyOf(byWord.values());
  }

  public Optional<EventType> named(String word) {
    return Optional.ofNullable(byWord.get(word));
  }

  public EventType of(Event event) {
    EventType type = byEvent.get(event.getClass());
    if (type == null) {
      throw new IllegalArgumentException("no type in the ledger for " + event.getClass());
    }
    return type;
  }
}
