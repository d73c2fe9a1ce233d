package io.bpfledger.benchmarks;

import java.util.List;
import java.util.Optional;

/**
 * A ratio to reach: the median of one measurement over the median of another of the same run.
 *
 * @param atMost the largest ratio that is good
 */
record Target(String measurement, String peer, double atMost) {

  String describe() {
    return "%s <= %.2f x %s".formatted(measurement, atMost, peer);
  }

  /** What was reached; empty when one of the two was not measured. */
  Optional<Double> reached(List<Measurement> measurements) {
    return median(measurements, measurement)
        .flatMap(ours -> median(measurements, peer).map(theirs -> ours / theirs));
  }

  private static Optional<Double> median(List<Measurement> measurements, String name) {
    return measurements.stream()
        .filter(measured -> measured.name().equals(name))
        .map(Measurement::p50)
        .findFirst();
  }
}
