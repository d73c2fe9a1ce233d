package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.reconciler.survey.Survey;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.ArrayList;
import java.util.List;

/** The comparison of a ledger with what was seen. */
public final class Differences {

  private Differences() {}

  /**
   * All differences.
   *
   * @param ledger as it was after the survey was made: it then knows every operation whose work the
   *     survey can show
   */
  public static Comparison between(Ledger ledger, Survey survey) {
    SurveyIndex index = new SurveyIndex(survey);
    List<Difference> differences = new ArrayList<>();
    new ProgramComparison(ledger, index).compare(differences);
    new DispatcherComparison(ledger, index).compare(differences);
    new LinkComparison(ledger, index).compare(differences);
    new MapComparison(ledger, index).compare(differences);
    new FileSystemComparison(ledger, index).compare(differences);
    new NetworkComparison(ledger, index).compare(differences);
    new ObjectComparison(ledger, survey).compare(differences);
    List<String> gaps =
        survey.inventory().gaps().stream()
            .map(gap -> gap.part() + ": " + gap.error().message())
            .distinct()
            .toList();
    return new Comparison(
        survey.inventory().complete()
            ? differences
            : differences.stream().map(Difference::withoutDeletion).toList(),
        gaps);
  }
}
