package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Finding;
import io.bpfledger.journal.value.Loss;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.reconciler.rule.Rule;
import io.bpfledger.reconciler.rule.Severity;
import io.bpfledger.reconciler.rule.Verdict;
import java.util.List;
import java.util.Optional;

/**
 * One difference between ledger and kernel.
 *
 * @param code the stable code of its kind
 * @param entity whose it is; empty for what the ledger does not know
 * @param object what it is about, as a person names it
 * @param why why that is to be done and nothing else
 * @param loss what is lost, if that is to be recorded
 * @param objects the paths and filters that it is about
 */
public record Difference(
    String code,
    Severity severity,
    Optional<StreamId> entity,
    String object,
    Evidence evidence,
    Verdict verdict,
    String why,
    Optional<Loss> loss,
    List<String> objects) {

  public Difference {
    objects = List.copyOf(objects);
  }

  /** Empty when the rule finds nothing to be said. */
  static Optional<Difference> by(
      Rule rule,
      RestartPolicy policy,
      Optional<StreamId> entity,
      String object,
      String ledger,
      Seen<?> seen) {
    return of(rule, rule.verdict(policy), entity, object, ledger, seen);
  }

  static Optional<Difference> of(
      Rule rule,
      Verdict verdict,
      Optional<StreamId> entity,
      String object,
      String ledger,
      Seen<?> seen) {
    return verdict.equals(Verdict.FINE)
        ? Optional.empty()
        : Optional.of(
            new Difference(
                rule.code(),
                rule.severity(),
                entity,
                object,
                new Evidence(ledger, seen.words(), seen.fields()),
                verdict,
                rule.why(),
                seen.loss(),
                seen.objects()));
  }

  /** As long as anything could not be read, nothing is deleted. */
  Difference withoutDeletion() {
    return verdict.decision() == Decision.DELETE
        ? new Difference(
            code,
            severity,
            entity,
            object,
            evidence,
            Verdict.DEFERRED,
            "Nothing is deleted while anything in the kernel could not be read.",
            loss,
            objects)
        : this;
  }

  /** As a run records it. */
  public Finding toFinding(Ulid id) {
    return new Finding(
        id,
        code,
        entity,
        Texts.shortened(object),
        Texts.shortened(evidence.describe()),
        verdict.decision(),
        Texts.shortened(why));
  }
}
