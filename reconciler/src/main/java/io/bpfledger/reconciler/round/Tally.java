package io.bpfledger.reconciler.round;

import io.bpfledger.journal.value.StepResult;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the rounds of this service came to.
 *
 * @param findings how many differences of each code were seen, in all rounds
 * @param skips how many were left for which reason
 * @param results how many findings were answered how
 */
public record Tally(
    long rounds,
    long cleanRounds,
    long incompleteRounds,
    long recordedRuns,
    SortedMap<String, Long> findings,
    SortedMap<String, Long> skips,
    SortedMap<String, Long> results) {

  public static final Tally NONE =
      new Tally(0, 0, 0, 0, new TreeMap<>(), new TreeMap<>(), new TreeMap<>());

  public Tally {
    findings = Collections.unmodifiableSortedMap(new TreeMap<>(findings));
    skips = Collections.unmodifiableSortedMap(new TreeMap<>(skips));
    results = Collections.unmodifiableSortedMap(new TreeMap<>(results));
  }

  Tally and(RoundReport report) {
    SortedMap<String, Long> newResults = new TreeMap<>(results);
    for (StepResult result : report.results()) {
      newResults.merge(result.outcome().word(), 1L, Long::sum);
    }
    return new Tally(
        rounds + 1,
        cleanRounds + (report.isClean() ? 1 : 0),
        incompleteRounds + (report.comparison().gaps().isEmpty() ? 0 : 1),
        recordedRuns + (report.recorded().isPresent() ? 1 : 0),
        sum(findings, report.comparison().codes()),
        sum(skips, report.plan().skipped()),
        newResults);
  }

  private static SortedMap<String, Long> sum(Map<String, Long> some, Map<String, Long> more) {
    SortedMap<String, Long> all = new TreeMap<>(some);
    more.forEach((word, count) -> all.merge(word, count, Long::sum));
    return all;
  }
}
