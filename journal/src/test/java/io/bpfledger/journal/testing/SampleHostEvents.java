package io.bpfledger.journal.testing;

import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Finding;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.ReconcilePolicy;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RetentionPolicy;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.StreamId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One event of each type that happens to a host. */
final class SampleHostEvents {

  private final Map<String, Event> events = new LinkedHashMap<>();

  private SampleHostEvents() {
    host();
    runs();
  }

  static Map<String, Event> all() {
    return new SampleHostEvents().events;
  }

  private void add(String name, Event event) {
    events.put(name, event);
  }

  private void host() {
    add("host.service-started.1", new HostEvent.ServiceStarted("host.example", "6.18.44", "0.1.0"));
    add("host.service-stopped.1", new HostEvent.ServiceStopped("terminated by signal"));
    add(
        "host.link-numbers-reserved.1",
        new HostEvent.LinkNumbersReserved(new LinkNumber(4_000_000_000L), 64));
    add(
        "host.reconcile-policy-changed.1",
        new HostEvent.ReconcilePolicyChanged(ReconcilePolicy.DEFAULT));
    add(
        "host.retention-policy-changed.1",
        new HostEvent.RetentionPolicyChanged(RetentionPolicy.DEFAULT));
    add(
        "host.orphan-removal-requested.1",
        new HostEvent.OrphanRemovalRequested(Samples.OPERATION, "/run/bpfledger/fs/tmp-3"));
    add("host.orphan-removed.1", new HostEvent.OrphanRemoved(Samples.OPERATION));
    add(
        "host.orphan-removal-failed.1",
        new HostEvent.OrphanRemovalFailed(Samples.OPERATION, Samples.REFUSED));
    add("host.objects-collected.1", new HostEvent.ObjectsCollected(List.of(Samples.DIGEST)));
    add("host.ledger-anchored.1", new HostEvent.LedgerAnchored(4_321, Samples.DIGEST));
    add("host.entries-erased.1", new HostEvent.EntriesErased(List.of(3L, 4L, 9L), Samples.DIGEST));
    add("host.erased.1", new HostEvent.Erased("host.reconciliation-started#1"));
  }

  private void runs() {
    add(
        "host.reconciliation-started.1",
        new HostEvent.ReconciliationStarted(
            Samples.RUN,
            RunTrigger.NOTIFICATION,
            RepairMode.REPAIR,
            List.of("programs: EPERM"),
            Optional.of(Samples.DIGEST),
            List.of(
                new Finding(
                    Samples.FINDING,
                    "link.absent",
                    Optional.of(StreamId.of(Samples.LINK)),
                    "link 7, xdp on eth0",
                    "no link 12",
                    Decision.RECREATE,
                    "policy is ensure"),
                new Finding(
                    Samples.OPERATION,
                    "program.foreign",
                    Optional.empty(),
                    "program 99",
                    "no marker",
                    Decision.REPORT,
                    "it is not ours"))));
    add(
        "host.reconciliation-finished.1",
        new HostEvent.ReconciliationFinished(
            Samples.RUN,
            List.of(
                new StepResult(
                    Samples.FINDING, Samples.OPERATION, StepResult.Outcome.REPAIRED, "", 1_800)),
            900,
            3_100));
  }
}
