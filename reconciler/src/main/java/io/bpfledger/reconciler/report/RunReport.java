package io.bpfledger.reconciler.report;

import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.Ulid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One recorded run, all of it.
 *
 * @param gaps what could not be read; empty when the run saw everything
 * @param plan what somebody had approved, if anybody had
 * @param end empty while it goes on, or when it never ended
 */
public record RunReport(
    Ulid run,
    Instant started,
    RunTrigger trigger,
    RepairMode mode,
    List<String> gaps,
    Optional<Digest> plan,
    List<Answered> findings,
    Optional<End> end) {

  /** When it was over, and how long it took. */
  public record End(Instant time, long inventoryMicros, long totalMicros) {}

  public RunReport {
    gaps = List.copyOf(gaps);
    findings = List.copyOf(findings);
  }

  public boolean isComplete() {
    return gaps.isEmpty();
  }

  /** How many findings came to what. */
  public SortedMap<String, Long> outcomes() {
    SortedMap<String, Long> counts = new TreeMap<>();
    findings.forEach(finding -> counts.merge(finding.outcome(), 1L, Long::sum));
    return counts;
  }
}
