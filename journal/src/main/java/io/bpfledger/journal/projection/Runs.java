package io.bpfledger.journal.projection;

import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.HostEvent.EntriesErased;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.Ulid;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The recorded runs of the reconciler, oldest first: the last {@link #KEPT} of those whose content
 * was not given up.
 *
 * @param forgotten how many older ones were left out while this was built
 */
public record Runs(PersistentMap<Ulid, Run> byId, long forgotten) {

  public static final int KEPT = 10_000;

  static final Runs NONE = new Runs(PersistentMap.empty(Comparator.<Ulid>naturalOrder()), 0);

  public Optional<Run> find(Ulid run) {
    return byId.find(run);
  }

  public List<Run> all() {
    return byId.values();
  }

  Runs after(long sequence, Entry entry, HostEvent event) {
    return switch (event) {
      case ReconciliationStarted started ->
          with(
              new Run(
                  started.run(),
                  entry.envelope(),
                  sequence,
                  started.trigger(),
                  started.mode(),
                  started.gaps().isEmpty(),
                  started.findings().size(),
                  Optional.empty()));
      case ReconciliationFinished finished ->
          byId.find(finished.run())
              .map(run -> run.ended(end(sequence, entry, finished)))
              .map(this::with)
              .orElse(this);
      case EntriesErased erased -> without(new HashSet<>(erased.sequences()));
      case HostEvent.ServiceStarted _,
          HostEvent.ServiceStopped _,
          HostEvent.LinkNumbersReserved _,
          HostEvent.ReconcilePolicyChanged _,
          HostEvent.RetentionPolicyChanged _,
          HostEvent.OrphanRemovalRequested _,
          HostEvent.OrphanRemoved _,
          HostEvent.OrphanRemovalFailed _,
          HostEvent.ObjectsCollected _,
          HostEvent.LedgerAnchored _,
          HostEvent.Erased _ ->
          this;
    };
  }

  private Runs with(Run run) {
    PersistentMap<Ulid, Run> runs = byId.with(run.id(), run);
    return runs.size() <= KEPT
        ? new Runs(runs, forgotten)
        : new Runs(runs.firstKey().map(runs::without).orElse(runs), forgotten + 1);
  }

  private static Run.End end(long sequence, Entry entry, ReconciliationFinished finished) {
    return new Run.End(
        entry.envelope(),
        sequence,
        finished.results().stream()
            .collect(Collectors.groupingBy(StepResult::outcome, Collectors.counting())),
        finished.totalMicros());
  }

  private Runs without(Set<Long> sequences) {
    PersistentMap<Ulid, Run> left = byId;
    for (Run run : all()) {
      if (sequences.contains(run.startedAt())) {
        left = left.without(run.id());
      }
    }
    return new Runs(left, forgotten);
  }
}
