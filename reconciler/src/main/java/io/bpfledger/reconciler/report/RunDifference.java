package io.bpfledger.reconciler.report;

import io.bpfledger.journal.value.Finding;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is different between the findings of two runs.
 *
 * @param gone only the earlier had them
 * @param come only the later has them
 * @param stayed both have them; as the later has them
 */
public record RunDifference(
    RunReport earlier,
    RunReport later,
    List<Answered> gone,
    List<Answered> come,
    List<Answered> stayed) {

  public RunDifference {
    gone = List.copyOf(gone);
    come = List.copyOf(come);
    stayed = List.copyOf(stayed);
  }

  /** Findings have new ids in each run: two are the same if they say the same of the same. */
  private record Subject(String code, String entity, String object) {
    static Subject of(Finding finding) {
      return new Subject(
          finding.code(), finding.entity().map(Object::toString).orElse(""), finding.object());
    }
  }

  static RunDifference between(RunReport earlier, RunReport later) {
    Map<Subject, Answered> before = bySubject(earlier);
    Map<Subject, Answered> after = bySubject(later);
    List<Answered> come = new ArrayList<>();
    List<Answered> stayed = new ArrayList<>();
    after.forEach((subject, finding) -> (before.containsKey(subject) ? stayed : come).add(finding));
    before.keySet().removeAll(after.keySet());
    return new RunDifference(earlier, later, List.copyOf(before.values()), come, stayed);
  }

  private static Map<Subject, Answered> bySubject(RunReport run) {
    Map<Subject, Answered> findings = new LinkedHashMap<>();
    run.findings().forEach(finding -> findings.put(Subject.of(finding.finding()), finding));
    return findings;
  }
}
