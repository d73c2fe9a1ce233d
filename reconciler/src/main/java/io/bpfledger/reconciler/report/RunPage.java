package io.bpfledger.reconciler.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Reports as one page of HTML that needs nothing else: no script, no font, no network. It says so
 * to the browser as well.
 */
public final class RunPage {

  private static final String STYLE =
      """
      body { font: 14px/1.5 system-ui, sans-serif; margin: 2rem; color: #1b1f24; background: #fff }
      table { border-collapse: collapse; margin: .5rem 0 1.5rem }
      td, th { text-align: left; vertical-align: top; padding: .15rem .8rem .15rem 0 }
      th { border-bottom: 1px solid #c8cdd3 }
      td { max-width: 40rem; overflow-wrap: anywhere }
      svg { width: 100%; max-width: 60rem; font-size: 11px; fill: #57606a }
      .axis { stroke: #8c959f }
      .repaired { fill: #2da44e } .not-repaired { fill: #bf8700 } .failed { fill: #cf222e }
      .skipped { fill: #8c959f } .report { fill: #0969da }
      @media (prefers-color-scheme: dark) { body { background: #0d1117; color: #d1d7de } }
      """;

  private RunPage() {}

  /**
   * The page.
   *
   * @param runs oldest first
   * @param made when the page was made
   */
  public static String of(String hostName, List<RunReport> runs, Instant made) {
    StringBuilder page = new StringBuilder();
    String title = Html.escaped("bpfledger on " + hostName);
    page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src"
            + " 'unsafe-inline'\">\n");
    page.append("<title>").append(title).append("</title>\n<style>\n").append(STYLE);
    page.append("</style>\n</head>\n<body>\n<h1>").append(title).append("</h1>\n");
    page.append("<p>%d runs; made at %s</p>%n".formatted(runs.size(), escaped(made)));
    page.append(Timeline.of(runs));
    totals(page, Totals.of(runs, Duration.ofDays(1)));
    runs.reversed().forEach(run -> run(page, run));
    return page.append("</body>\n</html>\n").toString();
  }

  private static String escaped(Instant time) {
    return Html.escaped(time.toString());
  }

  private static void totals(StringBuilder page, Totals totals) {
    page.append("<h2>What was found, day by day</h2>\n<table>\n<tr><th>code</th>");
    totals
        .spans()
        .forEach(span -> page.append("<th>" + escaped(span.from()).substring(0, 10) + "</th>"));
    page.append("</tr>\n");
    for (String code : totals.codes()) {
      page.append("<tr>").append(Html.cell(code));
      totals
          .spans()
          .forEach(span -> page.append(Html.cell(span.codes().getOrDefault(code, 0L).toString())));
      page.append("</tr>\n");
    }
    page.append("</table>\n");
  }

  private static void run(StringBuilder page, RunReport run) {
    page.append(
        "<h2 id=\"%s\">%s</h2>%n"
            .formatted(Html.escaped("run-" + run.run()), escaped(run.started())));
    page.append(
        "<p>Run %s, by %s, mode %s, %s.</p>%n"
            .formatted(
                Html.escaped(run.run().toString()),
                Html.escaped(run.trigger().word()),
                Html.escaped(run.mode().word()),
                run.end()
                    .map(end -> "took " + RunText.millis(end.totalMicros()))
                    .orElse("did not end")));
    if (!run.isComplete()) {
      page.append("<p>Not all could be read, so nothing was deleted:</p>\n<ul>\n");
      run.gaps().forEach(gap -> page.append("<li>" + Html.escaped(gap) + "</li>\n"));
      page.append("</ul>\n");
    }
    page.append(
        "<table>\n<tr><th>code</th><th>object</th><th>observed</th><th>decision</th>"
            + "<th>result</th><th>why</th></tr>\n");
    for (Answered each : run.findings()) {
      page.append("<tr>")
          .append(Html.cell(each.finding().code()))
          .append(Html.cell(each.finding().object()))
          .append(Html.cell(each.finding().observed()))
          .append(Html.cell(each.finding().decision().word()))
          .append(Html.cell(each.outcome()))
          .append(Html.cell(each.detail().isEmpty() ? each.finding().reason() : each.detail()))
          .append("</tr>\n");
    }
    page.append("</table>\n");
  }
}
