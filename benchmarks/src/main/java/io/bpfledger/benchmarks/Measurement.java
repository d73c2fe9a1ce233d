package io.bpfledger.benchmarks;

import java.util.Arrays;
import java.util.Optional;

/**
 * The percentiles of one thing that was measured.
 *
 * @param name such as {@code inventory of 1000 programs}
 * @param unit such as {@code ns/packet}
 * @param samples how many samples the percentiles stand on
 * @param peer the measurement of the same run it is compared with
 */
public record Measurement(
    String name,
    String unit,
    int samples,
    double best,
    double p50,
    double p95,
    double p99,
    Optional<String> peer) {

  public static Measurement of(String name, String unit, double[] samples, Optional<String> peer) {
    if (samples.length == 0) {
      throw new IllegalArgumentException(name + " was not measured");
    }
    double[] sorted = samples.clone();
    Arrays.sort(sorted);
    return new Measurement(
        name,
        unit,
        sorted.length,
        sorted[0],
        percentile(sorted, 0.50),
        percentile(sorted, 0.95),
        percentile(sorted, 0.99),
        peer);
  }

  private static double percentile(double[] sorted, double share) {
    int index = (int) Math.ceil(share * sorted.length) - 1;
    return sorted[Math.max(0, index)];
  }
}
