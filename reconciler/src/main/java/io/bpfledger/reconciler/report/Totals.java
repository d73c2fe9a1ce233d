package io.bpfledger.reconciler.report;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How often what was found, over time.
 *
 * @param span how long one of the spans is
 * @param spans oldest first; without those in which nothing was found
 */
public record Totals(Duration span, List<Span> spans) {

  /**
   * One span of time.
   *
   * @param codes how many findings of each code
   */
  public record Span(Instant from, long runs, SortedMap<String, Long> codes) {

    public Span {
      codes = Collections.unmodifiableSortedMap(new TreeMap<>(codes));
    }
  }

  public Totals {
    spans = List.copyOf(spans);
  }

  /** Counts the findings of these runs. */
  public static Totals of(List<RunReport> runs, Duration span) {
    if (span.toMillis() < 1) {
      throw new IllegalArgumentException("spans of " + span);
    }
    SortedMap<Instant, List<RunReport>> bySpan = new TreeMap<>();
    for (RunReport run : runs) {
      long index = Math.floorDiv(run.started().toEpochMilli(), span.toMillis());
      Instant from = Instant.ofEpochMilli(index * span.toMillis());
      bySpan.computeIfAbsent(from, _ -> new ArrayList<>()).add(run);
    }
    List<Span> spans = new ArrayList<>();
    bySpan.forEach((from, inSpan) -> spans.add(new Span(from, inSpan.size(), codes(inSpan))));
    return new Totals(span, spans);
  }

  private static SortedMap<String, Long> codes(List<RunReport> runs) {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (RunReport run : runs) {
      run.findings().forEach(finding -> counts.merge(finding.finding().code(), 1L, Long::sum));
    }
    return counts;
  }

  /** All codes that were found at all. */
  public SortedSet<String> codes() {
    SortedSet<String> codes = new TreeSet<>();
    spans.forEach(each -> codes.addAll(each.codes().keySet()));
    return codes;
  }
}
