package io.bpfledger.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.StringJoiner;

/** The table and the JSON of one benchmark. */
record Report(Benchmark benchmark, List<Measurement> measurements) {

  private static final String ROW = "| %-44s | %10s | %10s | %10s | %10s | %-9s | %-34s |%n";

  String table() {
    StringBuilder table = new StringBuilder();
    table.append("## ").append(benchmark.name()).append("\n\n");
    table.append(benchmark.summary()).append("\n\n");
    table.append(
        String.format(
            Locale.ROOT, ROW, "measured", "best", "p50", "p95", "p99", "unit", "p50 : its peer"));
    table.append("|---|---:|---:|---:|---:|---|---|\n");
    for (Measurement measured : measurements) {
      table.append(
          String.format(
              Locale.ROOT,
              ROW,
              measured.name(),
              number(measured.best()),
              number(measured.p50()),
              number(measured.p95()),
              number(measured.p99()),
              measured.unit(),
              ratio(measured)));
    }
    table.append('\n');
    for (Target target : benchmark.targets()) {
      table.append("- ").append(target.describe()).append(": ").append(verdict(target));
      table.append('\n');
    }
    return table.toString();
  }

  /** The targets that were not reached, or not measured. */
  List<String> missed() {
    List<String> missed = new ArrayList<>();
    for (Target target : benchmark.targets()) {
      Optional<Double> reached = target.reached(measurements);
      if (reached.isEmpty() || reached.get() > target.atMost()) {
        missed.add(benchmark.name() + ": " + target.describe() + ": " + verdict(target));
      }
    }
    return missed;
  }

  String json() {
    StringJoiner rows = new StringJoiner(",\n    ", "[\n    ", "\n  ]");
    for (Measurement measured : measurements) {
      rows.add(
          String.format(
              Locale.ROOT,
              "{\"name\": \"%s\", \"unit\": \"%s\", \"samples\": %d, \"best\": %.3f, \"p50\": %.3f,"
                  + " \"p95\": %.3f, \"p99\": %.3f, \"peer\": %s}",
              measured.name(),
              measured.unit(),
              measured.samples(),
              measured.best(),
              measured.p50(),
              measured.p95(),
              measured.p99(),
              measured.peer().map(peer -> "\"" + peer + "\"").orElse("null")));
    }
    StringJoiner targets = new StringJoiner(",\n    ", "[\n    ", "\n  ]");
    for (Target target : benchmark.targets()) {
      String reached =
          target
              .reached(measurements)
              .map(ratio -> String.format(Locale.ROOT, "%.3f", ratio))
              .orElse("null");
      targets.add(
          String.format(
              Locale.ROOT,
              "{\"measurement\": \"%s\", \"peer\": %s, \"atMost\": %.2f, \"reached\": %s}",
              target.measurement(),
              target.peer().map(peer -> "\"" + peer + "\"").orElse("null"),
              target.atMost(),
              reached));
    }
    return "{\n  \"benchmark\": \""
        + benchmark.name()
        + "\",\n  \"measurements\": "
        + rows
        + ",\n  \"targets\": "
        + targets
        + "\n}\n";
  }

  private String verdict(Target target) {
    return target
        .reached(measurements)
        .map(
            ratio ->
                String.format(
                    Locale.ROOT,
                    "%.2f, %s",
                    ratio,
                    ratio <= target.atMost() ? "reached" : "MISSED"))
        .orElse("not measured");
  }

  private String ratio(Measurement measured) {
    return measured
        .peer()
        .flatMap(
            peer ->
                measurements.stream()
                    .filter(other -> other.name().equals(peer))
                    .findFirst()
                    .map(
                        other ->
                            String.format(
                                Locale.ROOT, "%.2f x %s", measured.p50() / other.p50(), peer)))
        .orElse("");
  }

  private static String number(double value) {
    return value < 100
        ? String.format(Locale.ROOT, "%.1f", value)
        : String.format(Locale.ROOT, "%,.0f", value);
  }
}
