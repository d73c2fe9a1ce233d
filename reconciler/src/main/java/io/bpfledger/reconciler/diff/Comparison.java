package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.value.Digest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The ledger beside what was seen.
 *
 * @param differences programs first, then hooks, links and what is no entity
 * @param gaps what could not be read, and why
 */
public record Comparison(List<Difference> differences, List<String> gaps) {

  public Comparison {
    differences = List.copyOf(differences);
    gaps = List.copyOf(gaps);
  }

  /** How many differences of each code. */
  public SortedMap<String, Long> codes() {
    SortedMap<String, Long> counts = new TreeMap<>();
    differences.forEach(difference -> counts.merge(difference.code(), 1L, Long::sum));
    return counts;
  }

  /**
   * The same for two comparisons with the same differences: then there is nothing new to record.
   */
  public Digest digest() {
    StringBuilder text = new StringBuilder();
    for (Difference difference : differences) {
      text.append(difference.code())
          .append('\0')
          .append(difference.entity().map(Object::toString).orElse(""))
          .append('\0')
          .append(difference.object())
          .append('\0')
          .append(difference.evidence().describe())
          .append('\0')
          .append(difference.verdict().decision().word())
          .append('\n');
    }
    gaps.forEach(gap -> text.append(gap).append('\n'));
    return Digest.over(text.toString().getBytes(StandardCharsets.UTF_8));
  }
}
