package io.bpfledger.benchmarks;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.linux.LinuxKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What loading one object costs. */
public final class LoadBenchmark implements Benchmark {

  private static final String OBJECT = "xdp_verdicts";
  private static final String PROGRAM = "count_one";
  private static final String OURS = "load and close";
  private static final String PEER = "load and close in C with libbpf";

  @Override
  public String name() {
    return "load";
  }

  @Override
  public String summary() {
    return "One program of one object with two maps, warm: inspected, loaded and closed through the"
        + " port, beside C with libbpf.";
  }

  @Override
  public List<Target> targets() {
    return List.of(new Target(OURS, PEER, 1.50));
  }

  @Override
  public List<Measurement> run(Bench bench) throws Exception {
    Path peer = bench.compile("load_peer", "-lbpf");
    Path object = bench.scratch().resolve(OBJECT + ".o");
    Files.write(object, TestObjects.read(OBJECT).toByteArray());
    String rounds = String.valueOf(bench.samples(1000));
    List<Measurement> measurements = new ArrayList<>();
    measurements.add(
        Measurement.of(
            PEER,
            "ns/load",
            bench.numbers(peer, object.toString(), PROGRAM, rounds),
            Optional.empty()));
    measurements.addAll(
        Jmh.sample(
            bench,
            Loads.class,
            List.of(new Jmh.Method("load", OURS, "ns/load", 1, Optional.of(PEER)))));
    return measurements;
  }

  /** The method that JMH runs. */
  @State(Scope.Thread)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Loads {

    private final Kernel kernel = LinuxKernel.open().orThrow();
    private final LoadRequest request = TestObjects.request(OBJECT, PROGRAM);

    @org.openjdk.jmh.annotations.Benchmark
    public int load() {
      try (var loaded = kernel.objects().load(request).orThrow()) {
        return loaded.programs().size();
      }
    }

    @TearDown
    public void close() {
      kernel.close();
    }
  }
}
