package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.reconciler.rule.OtherRule;
import io.bpfledger.reconciler.survey.Survey;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Compares the object store with the programs that need it. */
final class ObjectComparison {

  private final Ledger ledger;
  private final Survey survey;

  ObjectComparison(Ledger ledger, Survey survey) {
    this.ledger = ledger;
    this.survey = survey;
  }

  void compare(List<Difference> differences) {
    if (survey.objects().isEmpty()) {
      return;
    }
    Set<Digest> stored = survey.objects().get();
    for (ProgramView program : ledger.programs()) {
      Digest needed = program.program().spec().bytecode().digest();
      if (!program.state().ended() && !stored.contains(needed)) {
        Difference.by(
                OtherRule.OBJECT_MISSING.rule(),
                RestartPolicy.ENSURE,
                Optional.of(StreamId.of(program.key())),
                "bytecode of program " + program.program().spec().name(),
                "needs object " + needed,
                Seen.of(needed, "it is not in the object store"))
            .ifPresent(differences::add);
      }
    }
  }
}
