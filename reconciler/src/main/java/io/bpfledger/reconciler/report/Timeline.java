package io.bpfledger.reconciler.report;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Runs as a picture: time goes to the right, each run is a bar of its findings. */
final class Timeline {

  private static final int WIDTH = 960;
  private static final int HEIGHT = 180;
  private static final int LEFT = 40;
  private static final int BASE = 150;
  private static final int TOP = 10;
  private static final int BAR = 6;
  private static final int TICKS = 4;

  private final Instant first;
  private final double nanos;
  private final long most;

  private Timeline(List<RunReport> runs) {
    first = runs.getFirst().started();
    nanos = Math.max(1, Duration.between(first, runs.getLast().started()).toNanos());
    most = runs.stream().mapToLong(run -> run.findings().size()).max().orElse(1);
  }

  /** An SVG element; runs are oldest first. */
  static String of(List<RunReport> runs) {
    StringBuilder svg = new StringBuilder();
    svg.append(
        "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"Findings over time\">%n"
            .formatted(WIDTH, HEIGHT));
    svg.append(
        "<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>%n"
            .formatted(LEFT, BASE, WIDTH, BASE));
    if (!runs.isEmpty()) {
      Timeline timeline = new Timeline(runs);
      timeline.scale(svg);
      runs.forEach(run -> timeline.bar(svg, run));
    }
    return svg.append("</svg>\n").toString();
  }

  private void scale(StringBuilder svg) {
    svg.append(
        "<text x=\"0\" y=\"%d\">%d</text><text x=\"0\" y=\"%d\">0</text>%n"
            .formatted(TOP + 8, most, BASE));
    for (int tick = 0; tick <= TICKS; tick++) {
      Instant time = first.plusNanos((long) (nanos * tick / TICKS));
      String anchor = tick == 0 ? "start" : tick == TICKS ? "end" : "middle";
      svg.append(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"%s\">%s</text>%n"
              .formatted(
                  number(LEFT + (double) (WIDTH - LEFT) * tick / TICKS),
                  HEIGHT - 12,
                  anchor,
                  Html.escaped(time.toString().substring(0, 19))));
    }
  }

  private void bar(StringBuilder svg, RunReport run) {
    double along = Duration.between(first, run.started()).toNanos() / nanos;
    double x = LEFT + along * (WIDTH - LEFT - BAR);
    double y = BASE;
    svg.append("<a href=\"#%s\">".formatted(Html.escaped("run-" + run.run())));
    svg.append(
        "<title>%s: %s</title>"
            .formatted(
                Html.escaped(run.started().toString()), Html.escaped(run.outcomes().toString())));
    for (Map.Entry<String, Long> outcome : run.outcomes().entrySet()) {
      double height = (double) (BASE - TOP) * outcome.getValue() / most;
      y -= height;
      svg.append(
          "<rect class=\"%s\" x=\"%s\" y=\"%s\" width=\"%d\" height=\"%s\"/>"
              .formatted(
                  Html.escaped(outcome.getKey()), number(x), number(y), BAR, number(height)));
    }
    svg.append("</a>\n");
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
