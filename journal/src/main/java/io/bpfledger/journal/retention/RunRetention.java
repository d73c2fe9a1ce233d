package io.bpfledger.journal.retention;

import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.HostEvent.EntriesErased;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.RetentionPolicy;
import io.bpfledger.journal.value.Ulid;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which runs of a host's stream are too old to keep. */
public final class RunRetention {

  /** The entries that tell of one run. */
  private static final class Run {
    final Instant started;
    final List<PlacedEntry> entries = new ArrayList<>();

    Run(PlacedEntry start) {
      started = start.entry().envelope().time();
      entries.add(start);
    }
  }

  private final Map<Ulid, Run> runs = new LinkedHashMap<>();

  /** Takes the entries of the host's stream, in order; those already erased tell of no run. */
  public void add(PlacedEntry placed) {
    switch (placed.entry().event()) {
      case ReconciliationStarted started -> runs.put(started.run(), new Run(placed));
      case ReconciliationFinished finished -> {
        Run run = runs.get(finished.run());
        if (run != null) {
          run.entries.add(placed);
        }
      }
      default -> {
        // Other events are kept for ever.
      }
    }
  }

  /**
   * What is to be erased now, as the event that says so; empty if nothing is. If there is more than
   * fits into one event, the oldest come first, and asking again after them gives the rest.
   */
  public Optional<EntriesErased> due(RetentionPolicy policy, Instant now) {
    Instant keptSince = now.minus(Duration.ofDays(policy.daysKept()));
    List<Run> old = new ArrayList<>(runs.values());
    List<PlacedEntry> due = new ArrayList<>();
    for (Run run : old.subList(0, Math.max(0, old.size() - policy.runsKept()))) {
      boolean fits = due.size() + run.entries.size() <= HostEvent.ERASED_MAX;
      if (run.started.isBefore(keptSince) && fits) {
        due.addAll(run.entries);
      }
    }
    if (due.isEmpty()) {
      return Optional.empty();
    }
    due.sort(Comparator.comparing(placed -> placed.place().sequence()));
    return Optional.of(
        new EntriesErased(
            due.stream().map(placed -> placed.place().sequence()).toList(), digests(due)));
  }

  /** The digest over the digests of entries, which stands in the event that erases them. */
  static Digest digests(List<PlacedEntry> entries) {
    MessageDigest digest = Digest.sha256();
    for (PlacedEntry placed : entries) {
      digest.update(placed.entry().digest().toByteArray());
    }
    return Digest.ofBytes(digest.digest());
  }
}
