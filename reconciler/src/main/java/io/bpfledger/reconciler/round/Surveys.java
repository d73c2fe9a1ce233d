package io.bpfledger.reconciler.round;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.reconciler.reading.SurveyReader;
import io.bpfledger.reconciler.survey.Survey;
import java.util.Optional;

/** Looks at the kernel; that may take a while. */
@FunctionalInterface
public interface Surveys {

  /**
   * Looks once.
   *
   * @param previous what was seen before, from which what cannot have changed may be taken
   */
  Survey look(Ledger ledger, Optional<Survey> previous);

  static Surveys of(SurveyReader reader) {
    return (ledger, previous) ->
        previous.map(earlier -> reader.sweep(ledger, earlier)).orElseGet(() -> reader.read(ledger));
  }
}
