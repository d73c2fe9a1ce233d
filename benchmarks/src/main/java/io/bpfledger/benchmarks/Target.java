package io.bpfledger.benchmarks;

import java.util.List;
import java.util.Optional;

/**
 * Something to reach: the median of one measurement over the median of another of the same run, or,
 * where there is nothing to compare with, the median itself.
 *
 * @param peer the other measurement; without one the median itself counts
 * @param atMost the largest ratio, or median, that is good
 * @param unit of the median, where that counts
 */
public record Target(String measurement, Optional<String> peer, double atMost, String unit) {

  public Target(String measurement, String peer, double atMost) {
    this(measurement, Optional.of(peer), atMost, "");
  }

  public static Target of(String measurement, double atMost, String unit) {
    return new Target(measurement, Optional.empty(), atMost, unit);
  }

  String describe() {
    return peer.map(name -> "%s <= %.2f x %s".formatted(measurement, atMost, name))
        .orElseGet(() -> "%s <= %,.0f %s".formatted(measurement, atMost, unit));
  }

  /** What was reached; empty when one of the two was not measured. */
  Optional<Double> reached(List<Measurement> measurements) {
    Optional<Double> theirs = peer.isEmpty() ? Optional.of(1.0) : median(measurements, peer.get());
    return median(measurements, measurement).flatMap(ours -> theirs.map(divisor -> ours / divisor));
  }

  private static Optional<Double> median(List<Measurement> measurements, String name) {
    return measurements.stream()
        .filter(measured -> measured.name().equals(name))
        .map(Measurement::p50)
        .findFirst();
  }
}
