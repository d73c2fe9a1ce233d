package io.bpfledger.reconciler.report;

import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.history.Explanation;
import io.bpfledger.journal.projection.Run;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Reports as text for a terminal. */
public final class RunText {

  private RunText() {}

  /** Runs in short. */
  public static String list(List<Run> runs) {
    TextTable table =
        new TextTable("RUN", "STARTED", "TRIGGER", "MODE", "SAW", "FINDINGS", "RESULTS", "TOOK");
    for (Run run : runs) {
      table.row(
          run.id().toString(),
          run.started().time().toString(),
          run.trigger().word(),
          run.mode().word(),
          run.complete() ? "all" : "not all",
          Integer.toString(run.findings()),
          run.end().map(end -> results(end.results())).orElse("did not end"),
          run.end().map(end -> millis(end.totalMicros())).orElse("-"));
    }
    return table.toString();
  }

  private static String results(Map<? extends Enum<?>, Long> results) {
    return results.entrySet().stream()
        .map(
            entry ->
                entry.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-')
                    + " "
                    + entry.getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  /** All of one run. */
  public static String show(RunReport run) {
    StringBuilder text = new StringBuilder();
    line(text, "Run", run.run().toString());
    line(text, "Started", run.started() + " by " + run.trigger().word());
    line(text, "Mode", run.mode().word() + run.plan().map(RunText::approved).orElse(""));
    run.gaps().forEach(gap -> line(text, "Not read", gap));
    line(
        text,
        "Ended",
        run.end()
            .map(
                end ->
                    "%s, after %s, of which %s for looking"
                        .formatted(
                            end.time(), millis(end.totalMicros()), millis(end.inventoryMicros())))
            .orElse("did not"));
    text.append('\n').append(findings(run.findings()));
    return text.toString();
  }

  private static String approved(Digest plan) {
    return ", plan " + plan + " approved";
  }

  private static String findings(List<Answered> findings) {
    TextTable table = new TextTable("FINDING", "CODE", "OBJECT", "DECISION", "RESULT", "DETAIL");
    for (Answered each : findings) {
      table.row(
          each.finding().id().toString(),
          each.finding().code(),
          each.finding().object(),
          each.finding().decision().word(),
          each.outcome(),
          each.detail());
    }
    return table.toString();
  }

  /** What is different between two runs. */
  public static String difference(RunDifference difference) {
    TextTable table = new TextTable("", "CODE", "OBJECT", "RESULT");
    rows(table, "-", difference.gone());
    rows(table, "+", difference.come());
    rows(table, "=", difference.stayed());
    return "From %s to %s%n%n%s"
        .formatted(difference.earlier().run(), difference.later().run(), table);
  }

  private static void rows(TextTable table, String sign, List<Answered> findings) {
    findings.forEach(
        each -> table.row(sign, each.finding().code(), each.finding().object(), each.outcome()));
  }

  /** How often what was found. */
  public static String totals(Totals totals) {
    TextTable table = new TextTable("FROM", "CODE", "FINDINGS");
    for (Totals.Span span : totals.spans()) {
      span.codes()
          .forEach((code, count) -> table.row(span.from().toString(), code, count.toString()));
    }
    return table.toString();
  }

  /** Where a finding comes from, and what it led to. */
  public static String story(FindingStory story) {
    StringBuilder text = new StringBuilder();
    Answered answered = story.finding();
    line(text, "Finding", answered.finding().id() + " of run " + story.run().run());
    line(text, "Code", answered.finding().code());
    line(text, "Entity", answered.finding().entity().map(StreamId::toString).orElse("none"));
    line(text, "Object", answered.finding().object());
    line(text, "Observed", answered.finding().observed());
    line(text, "Decision", answered.finding().decision().word());
    line(text, "Because", answered.finding().reason());
    line(text, "Result", answered.outcome() + " " + answered.detail());
    text.append('\n');
    story.events().forEach(event -> chain(text, event, "", 0));
    return text.toString();
  }

  private static void chain(StringBuilder text, Explanation of, String relation, int depth) {
    text.repeat("  ", depth).append(relation).append(event(of.entry())).append('\n');
    for (Explanation.Reason reason : of.because()) {
      chain(
          text,
          reason.explanation(),
          reason.relation().name().toLowerCase(Locale.ROOT) + " by: ",
          depth + 1);
    }
  }

  /** One entry of the ledger in one line. */
  static String event(PlacedEntry placed) {
    Entry entry = placed.entry();
    Instant time = entry.envelope().time();
    return TextTable.plain(
        "%s #%d of %s at %s, by %s, because of %s"
            .formatted(
                entry.event().getClass().getSimpleName(),
                placed.place().sequence(),
                placed.place().stream(),
                time,
                entry.envelope().principal().describe(),
                entry.envelope().cause().describe()));
  }

  private static void line(StringBuilder text, String name, String value) {
    text.append(name).repeat(' ', Math.max(1, 10 - name.length()));
    text.append(TextTable.plain(value)).append('\n');
  }

  static String millis(long micros) {
    return String.format(Locale.ROOT, "%.1f ms", micros / 1000.0);
  }
}
