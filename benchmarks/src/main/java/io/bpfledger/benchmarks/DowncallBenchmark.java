package io.bpfledger.benchmarks;

import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a system call costs from Java. */
public final class DowncallBenchmark implements Benchmark {

  /** So many calls a sample, as in the peer: one call is too short to time. */
  static final int BATCH = 1000;

  private static final String GETTID = "gettid";
  private static final String NEXT_ID = "bpf next id";

  @Override
  public String name() {
    return "downcall";
  }

  @Override
  public String summary() {
    return "One system call with errno capture through FFM, beside the same call in C.";
  }

  @Override
  public List<Target> targets() {
    return List.of(
        new Target(GETTID, GETTID + " in C", 1.30), new Target(NEXT_ID, NEXT_ID + " in C", 1.15));
  }

  @Override
  public List<Measurement> run(Bench bench) throws Exception {
    Path peer = bench.compile("downcall_peer");
    String batches = String.valueOf(bench.samples(2000));
    List<Measurement> measurements = new ArrayList<>();
    measurements.add(
        Measurement.of(
            GETTID + " in C", "ns/call", bench.numbers(peer, "gettid", batches), Optional.empty()));
    measurements.add(
        Measurement.of(
            NEXT_ID + " in C",
            "ns/call",
            bench.numbers(peer, "next-id", batches),
            Optional.empty()));
    measurements.addAll(
        Jmh.sample(
            bench,
            Calls.class,
            List.of(
                new Jmh.Method("gettid", GETTID, "ns/call", BATCH, Optional.of(GETTID + " in C")),
                new Jmh.Method(
                    "nextId", NEXT_ID, "ns/call", BATCH, Optional.of(NEXT_ID + " in C")))));
    return measurements;
  }

  /** The methods that JMH runs. */
  @State(Scope.Thread)
  @OutputTimeUnit(TimeUnit.NANOSECONDS)
  public static class Calls {

    private final MemorySegment attribute = Memory.zeroed(Arena.ofAuto(), 152);

    @org.openjdk.jmh.annotations.Benchmark
    public long gettid() {
      long sum = 0;
      for (int call = 0; call < BATCH; call++) {
        sum += SystemCalls.call(SystemCall.GETTID, 0);
      }
      return sum;
    }

    @org.openjdk.jmh.annotations.Benchmark
    public long nextId() {
      long sum = 0;
      for (int call = 0; call < BATCH; call++) {
        Memory.setInt(attribute, 0, Integer.MAX_VALUE);
        sum += SystemCalls.bpf(BpfCommand.PROG_GET_NEXT_ID, attribute);
      }
      return sum;
    }
  }
}
