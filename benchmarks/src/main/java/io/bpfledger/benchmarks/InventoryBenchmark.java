package io.bpfledger.benchmarks;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.inventory.Inventory;
import io.bpfledger.kernel.inventory.InventoryReader;
import io.bpfledger.kernel.inventory.InventoryScope;
import io.bpfledger.kernel.linux.LinuxKernel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What it costs to read everything that is in the kernel. */
public final class InventoryBenchmark implements Benchmark {

  private static final int[] COUNTS = {1_000, 10_000};

  @Override
  public String name() {
    return "inventory";
  }

  @Override
  public String summary() {
    return "Reading all programs, maps and links, so many of each: every object described (full)"
        + " and only new ones (sweep), beside a C loop of the same calls and bpftool's three"
        + " listings.";
  }

  @Override
  public List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (int count : COUNTS) {
      targets.add(new Target(full(count), inC(count), 1.30));
      targets.add(new Target(sweep(count), full(count), 0.25));
    }
    targets.add(new Target(full(COUNTS[0]), bpftool(COUNTS[0]), 1.00));
    return targets;
  }

  @Override
  public List<Measurement> run(Bench bench) throws Exception {
    Path peer = bench.compile("inventory_peer");
    List<Measurement> measurements = new ArrayList<>();
    for (int count : COUNTS) {
      try (Kernel kernel = LinuxKernel.open().orThrow();
          Crowd _ = new Crowd(kernel, count)) {
        measure(bench, peer, count, measurements);
      }
    }
    return measurements;
  }

  private static void measure(Bench bench, Path peer, int count, List<Measurement> measurements)
      throws Exception {
    int samples = bench.samples(count == COUNTS[0] ? 200 : 40);
    measurements.add(
        Measurement.of(
            inC(count),
            "us",
            Bench.divided(bench.numbers(peer, "all", String.valueOf(samples)), 1000),
            Optional.empty()));
    measurements.addAll(
        Jmh.sample(
            bench,
            Readings.class,
            List.of(
                new Jmh.Method("full", full(count), "us", 1000, Optional.of(inC(count))),
                new Jmh.Method("sweep", sweep(count), "us", 1000, Optional.of(full(count))))));
    measurements.add(
        Measurement.of(
            bpftool(count),
            "us",
            Bench.divided(Bench.time(bench.samples(40), InventoryBenchmark::listWithBpftool), 1000),
            Optional.of(full(count))));
  }

  private static void listWithBpftool() throws Exception {
    for (String kind : List.of("prog", "map", "link")) {
      if (Bench.run(List.of("bpftool", "-j", kind, "show")).isEmpty()) {
        throw new IllegalStateException("bpftool listed nothing");
      }
    }
  }

  private static String full(int count) {
    return "full, " + count + " of each";
  }

  private static String sweep(int count) {
    return "sweep, " + count + " of each";
  }

  private static String inC(int count) {
    return "C loop, " + count + " of each";
  }

  private static String bpftool(int count) {
    return "bpftool, " + count + " of each";
  }

  /** The methods that JMH runs, in a process that holds none of the objects. */
  @State(Scope.Thread)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Readings {

    private static final InventoryScope EVERYTHING = new InventoryScope(List.of(), List.of());

    private final Kernel kernel = LinuxKernel.open().orThrow();
    private final InventoryReader reader = new InventoryReader(kernel);
    private final Inventory earlier = reader.read(EVERYTHING);

    @org.openjdk.jmh.annotations.Benchmark
    public int full() {
      return size(reader.read(EVERYTHING));
    }

    @org.openjdk.jmh.annotations.Benchmark
    public int sweep() {
      return size(reader.sweep(EVERYTHING, earlier));
    }

    @TearDown
    public void close() {
      kernel.close();
    }

    private static int size(Inventory inventory) {
      if (!inventory.complete()) {
        throw new IllegalStateException("incomplete: " + inventory.gaps());
      }
      return inventory.programs().size() + inventory.maps().size() + inventory.links().size();
    }
  }
}
