package io.bpfledger.benchmarks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Runs JMH methods in a JVM of their own and gives the percentiles of their samples. */
final class Jmh {

  private Jmh() {}

  /** A method to run, and what to call what it measured. */
  record Method(String method, String name, String unit, double perUnit, Optional<String> peer) {}

  static List<Measurement> sample(
      Bench bench, Class<?> owner, List<Method> methods, String... systemProperties)
      throws RunnerException {
    List<Measurement> measurements = new ArrayList<>();
    for (Method method : methods) {
      List<String> jvm =
          new ArrayList<>(
              List.of(
                  "--enable-native-access=ALL-UNNAMED",
                  "--sun-misc-unsafe-memory-access=allow",
                  "-XX:+UseSerialGC",
                  "-Xmx1g"));
      jvm.addAll(List.of(systemProperties));
      ChainedOptionsBuilder options =
          new OptionsBuilder()
              .include(owner.getName().replace("$", "\\.") + "\\." + method.method() + "$")
              .mode(Mode.SampleTime)
              .forks(1)
              .warmupIterations(bench.quick() ? 1 : 3)
              .measurementIterations(bench.quick() ? 1 : 5)
              .warmupTime(TimeValue.milliseconds(bench.quick() ? 200 : 1000))
              .measurementTime(TimeValue.milliseconds(bench.quick() ? 200 : 1000))
              .verbosity(VerboseMode.SILENT)
              .shouldFailOnError(true)
              .jvmArgs(jvm.toArray(String[]::new));
      Collection<RunResult> results = new Runner(options.build()).run();
      measurements.add(measurement(method, results));
    }
    return measurements;
  }

  private static Measurement measurement(Method method, Collection<RunResult> results) {
    if (results.size() != 1) {
      throw new IllegalStateException(method.method() + " ran " + results.size() + " times");
    }
    Statistics samples = results.iterator().next().getPrimaryResult().getStatistics();
    // Primary results of SampleTime are in microseconds unless the class says otherwise: ours say
    // ns.
    double scale = 1 / method.perUnit();
    return new Measurement(
        method.name(),
        method.unit(),
        (int) Math.min(Integer.MAX_VALUE, samples.getN()),
        samples.getMin() * scale,
        samples.getPercentile(50) * scale,
        samples.getPercentile(95) * scale,
        samples.getPercentile(99) * scale,
        method.peer());
  }
}
