package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Suspension;
import io.bpfledger.reconciler.diff.Difference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is to be done about the differences of one round.
 *
 * @param steps in this order
 * @param reported differences that are only shown
 * @param skips differences that nothing is done about now, and why
 * @param suspensions entities that are left alone from now on
 */
public record Plan(
    List<Step> steps,
    List<Difference> reported,
    List<Skip> skips,
    SortedMap<StreamId, Suspension> suspensions) {

  public Plan {
    steps = List.copyOf(steps);
    reported = List.copyOf(reported);
    skips = List.copyOf(skips);
    suspensions = Collections.unmodifiableSortedMap(new TreeMap<>(suspensions));
  }

  /** How far the streams had come of all entities that the steps are about. */
  public SortedMap<StreamId, Long> guard() {
    SortedMap<StreamId, Long> guard = new TreeMap<>();
    steps.forEach(step -> guard.putAll(step.guard()));
    return guard;
  }

  /** The same for the same steps on the same entities as they were: what an approval is of. */
  public Digest digest() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      step.answers().forEach(answer -> text.append(answer.code()).append('\0'));
      step.instructions().forEach(told -> text.append(told.describe()).append('\0'));
      text.append(step.needsApproval()).append('\n');
    }
    guard().forEach((entity, at) -> text.append(entity).append('\0').append(at).append('\n'));
    return Digest.over(text.toString().getBytes(StandardCharsets.UTF_8));
  }

  /** The steps that may be carried out: those that need no approval, or all if this was given. */
  public List<Step> approved(Optional<Digest> approval) {
    boolean all = approval.isPresent() && approval.get().equals(digest());
    return steps.stream().filter(step -> all || !step.needsApproval()).toList();
  }

  /** Why the plan as a whole must not be carried out any more. */
  public Optional<String> refusal(Ledger now) {
    return steps.stream().flatMap(step -> step.refusal(now).stream()).findFirst();
  }

  /** What a run records: all but what may only have been seen at the wrong moment. */
  public List<Difference> findings() {
    List<Difference> findings = new ArrayList<>();
    steps.forEach(step -> findings.addAll(step.answers()));
    findings.addAll(reported);
    skips.stream().filter(skip -> !skip.isFleeting()).map(Skip::difference).forEach(findings::add);
    return findings;
  }

  /** How many differences were skipped for each reason. */
  public SortedMap<String, Long> skipped() {
    SortedMap<String, Long> counts = new TreeMap<>();
    skips.forEach(skip -> counts.merge(skip.reason().word(), 1L, Long::sum));
    return counts;
  }

  /** Whether there is nothing to do and nothing to say. */
  public boolean isClean() {
    return findings().isEmpty() && suspensions.isEmpty();
  }

  /** The instructions, for a person. */
  public List<String> describe() {
    List<String> lines = new ArrayList<>();
    for (Step step : steps) {
      for (Instruction instruction : step.instructions()) {
        lines.add(instruction.describe() + (step.needsApproval() ? " (needs approval)" : ""));
      }
    }
    return lines;
  }
}
