package io.bpfledger.benchmarks;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.chain.Chain;
import io.bpfledger.kernel.chain.ChainKind;
import io.bpfledger.kernel.chain.ChainMember;
import io.bpfledger.kernel.chain.Chains;
import io.bpfledger.kernel.chain.LoadedChain;
import io.bpfledger.kernel.linux.LinuxKernel;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a chain costs a packet. The kernel itself measures, in runs of 100,000 packets: JMH would
 * only time the system call around them.
 */
final class ChainBenchmark implements Benchmark {

  private static final int PACKETS = 100_000;
  private static final int[] MEMBERS = {0, 1, 3, 10, 30};
  private static final String DIRECT = " program, attached directly";

  @Override
  public String name() {
    return "chain";
  }

  @Override
  public String summary() {
    return "Nanoseconds a packet of chains of programs that pass it on, by test-run, beside one"
        + " such program without a chain.";
  }

  @Override
  public List<Target> targets() {
    List<Target> targets = new ArrayList<>();
    for (ChainKind kind : List.of(ChainKind.XDP, ChainKind.TC)) {
      targets.add(new Target(chain(kind, 1), kind.word() + DIRECT, 2.0));
      targets.add(new Target(chain(kind, 10), kind.word() + DIRECT, 7.0));
      targets.add(new Target(chain(kind, 30), kind.word() + DIRECT, 18.0));
    }
    return targets;
  }

  @Override
  public List<Measurement> run(Bench bench) {
    List<Measurement> measurements = new ArrayList<>();
    try (Kernel kernel = LinuxKernel.open().orThrow()) {
      measure(bench, kernel, ChainKind.XDP, "xdp_verdicts", "pass_one", measurements);
      measure(bench, kernel, ChainKind.TC, "tc_verdicts", "pipe_one", measurements);
    }
    return measurements;
  }

  private static void measure(
      Bench bench,
      Kernel kernel,
      ChainKind kind,
      String object,
      String program,
      List<Measurement> measurements) {
    int samples = bench.samples(100);
    String direct = kind.word() + DIRECT;
    try (LoadedObject single = TestObjects.load(kernel, object, program)) {
      measurements.add(
          Measurement.of(
              direct,
              "ns/packet",
              run(kernel, single.program(program), samples),
              Optional.empty()));
    }
    for (int members : MEMBERS) {
      List<LoadedObject> loaded = new ArrayList<>();
      Map<ProgramId, ProgramHandle> programs = new LinkedHashMap<>();
      for (int member = 0; member < members; member++) {
        LoadedObject one = TestObjects.load(kernel, object, program);
        loaded.add(one);
        ProgramHandle handle = one.program(program);
        programs.put(kernel.programs().info(handle).orThrow().id(), handle);
      }
      List<ChainMember> order =
          programs.keySet().stream()
              .map(id -> new ChainMember(id, kind.defaultProceedOn()))
              .toList();
      try (LoadedChain chain =
          new Chains(kernel).load(new Chain(kind, order), programs).orThrow()) {
        measurements.add(
            Measurement.of(
                chain(kind, members),
                "ns/packet",
                run(kernel, chain.program(), samples),
                Optional.of(direct)));
      } finally {
        loaded.forEach(LoadedObject::close);
      }
    }
  }

  private static String chain(ChainKind kind, int members) {
    return kind.word() + " chain of " + members;
  }

  private static double[] run(Kernel kernel, ProgramHandle program, int samples) {
    double[] nanos = new double[samples];
    TestRunRequest request = new TestRunRequest(new byte[64], PACKETS);
    kernel.programs().testRun(program, request).orThrow();
    for (int sample = 0; sample < samples; sample++) {
      nanos[sample] = kernel.programs().testRun(program, request).orThrow().averageNanos();
    }
    return nanos;
  }
}
