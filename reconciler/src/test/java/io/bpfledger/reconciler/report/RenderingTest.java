package io.bpfledger.reconciler.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.Finding;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StepResult;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.reconciler.testing.Entities;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

final class RenderingTest {

  /** Nobody but its author keeps a program from being called this. */
  private static final String HOSTILE =
      "<script src=\"http://x/y\">'&'</script>\u001b[2J\u202e\nSECOND LINE";

  private static final Instant NOON = Instant.parse("2026-05-04T12:00:00Z");

  private static Answered answered(
      int number, String code, String object, StepResult.Outcome outcome, String detail) {
    Ulid id = Entities.operation(100 + number);
    Finding finding =
        new Finding(
            id,
            code,
            Optional.of(StreamId.of(Entities.program(number))),
            object,
            "seen: " + object,
            Decision.RECREATE,
            "because of " + object);
    return new Answered(
        finding, Optional.of(new StepResult(id, Entities.operation(7), outcome, detail, 1_500)));
  }

  private static RunReport run(int number, Instant started, Answered... findings) {
    return new RunReport(
        Entities.operation(number),
        started,
        RunTrigger.PERIOD,
        RepairMode.REPAIR,
        number % 2 == 0 ? List.of("programs: EPERM " + HOSTILE) : List.of(),
        Optional.of(Samples.DIGEST),
        List.of(findings),
        Optional.of(new RunReport.End(started.plusMillis(12), 3_000, 12_345)));
  }

  private static final RunReport FIRST =
      run(
          1,
          NOON,
          answered(1, "program.gone", "program one", StepResult.Outcome.REPAIRED, ""),
          answered(2, "link.gone", HOSTILE, StepResult.Outcome.FAILED, HOSTILE));
  private static final RunReport SECOND =
      run(
          2,
          NOON.plus(Duration.ofDays(1)),
          answered(2, "link.gone", HOSTILE, StepResult.Outcome.NOT_REPAIRED, "still there"),
          answered(3, "map.gone", "map three", StepResult.Outcome.SKIPPED, "limit"));

  @Test
  void namesInATableCannotBreakOutOfTheirCells() {
    String text = RunText.show(FIRST);

    assertThat(text).doesNotContain("\u001b").doesNotContain("\u202e");
    assertThat(text.lines().filter(line -> line.startsWith("SECOND"))).isEmpty();
    assertThat(text.lines().filter(line -> line.contains("link.gone"))).hasSize(1);
    assertThat(text).contains("repaired", "12.3 ms");
  }

  @Test
  void namesInAPageStayText() {
    String page = RunPage.of("host " + HOSTILE, List.of(FIRST, SECOND), NOON);

    assertThat(page).doesNotContain("<script").doesNotContain("\u001b");
    assertThat(page).contains("&lt;script src=&quot;http://x/y&quot;&gt;&#39;&amp;&#39;");
  }

  @Test
  void aPageNeedsNothingFromAnywhere() {
    String page = RunPage.of("host", List.of(FIRST, SECOND), NOON);

    assertThat(page).contains("default-src 'none'");
    assertThat(page).doesNotContainPattern("(src|href)=\"(?!#)");
    assertThat(page).doesNotContain("@import").doesNotContain("url(");
  }

  @Test
  void theTimelineIsWellFormedAndHasABarForEachOutcomeOfEachRun() throws Exception {
    DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
    factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
    String svg = Timeline.of(List.of(FIRST, SECOND));

    var document = factory.newDocumentBuilder().parse(new InputSource(new StringReader(svg)));

    assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(4);
    assertThat(document.getElementsByTagName("title").getLength()).isEqualTo(2);
  }

  @Test
  void aPageWithoutARunAndARunWithoutAFindingAreFine() {
    RunReport blind = run(2, NOON);

    assertThatCode(() -> RunPage.of("host", List.of(), NOON)).doesNotThrowAnyException();
    assertThat(RunPage.of("host", List.of(blind), NOON)).contains("nothing was deleted");
  }

  @Test
  void jsonSaysAllThatARunFound() throws Exception {
    JsonNode node = new JsonMapper().readTree(RunJson.show(SECOND));

    assertThat(node.path("complete").booleanValue()).isFalse();
    assertThat(node.path("findings")).hasSize(2);
    assertThat(node.at("/findings/0/object").textValue()).isEqualTo(HOSTILE);
    assertThat(node.at("/findings/0/result/outcome").textValue()).isEqualTo("not-repaired");
    assertThat(node.at("/end/totalMicros").longValue()).isEqualTo(12_345);
  }

  @Test
  void twoRunsDifferByWhatCameAndWentAndNotByTheIdsOfFindings() {
    RunDifference difference = RunDifference.between(FIRST, SECOND);

    assertThat(difference.gone())
        .extracting(each -> each.finding().code())
        .containsExactly("program.gone");
    assertThat(difference.come())
        .extracting(each -> each.finding().code())
        .containsExactly("map.gone");
    assertThat(difference.stayed()).containsExactly(SECOND.findings().getFirst());
    assertThat(RunText.difference(difference)).contains("- ", "+ ", "= ");
    assertThat(RunJson.difference(difference)).contains("\"stayed\"");
  }

  @Test
  void totalsCountByCodeAndDay() throws Exception {
    Totals totals = Totals.of(List.of(FIRST, SECOND), Duration.ofDays(1));

    assertThat(totals.spans()).hasSize(2);
    assertThat(totals.spans().getFirst().from()).isEqualTo(Instant.parse("2026-05-04T00:00:00Z"));
    assertThat(totals.spans().getFirst().codes()).containsEntry("program.gone", 1L);
    assertThat(totals.codes()).containsExactly("link.gone", "map.gone", "program.gone");
    assertThat(RunText.totals(totals).lines()).hasSize(5);
    assertThat(
            new JsonMapper()
                .readTree(RunJson.totals(totals))
                .at("/spans/1/codes/map.gone")
                .longValue())
        .isEqualTo(1);
  }
}
