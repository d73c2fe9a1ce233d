package io.bpfledger.kernel.simulated;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.simulated.declared.DeclaredProgram;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The same seed and the same calls give the same trace, on one machine or on many. */
final class DeterminismTest {

  /** A bit of everything, told as lines: what was done, and what the kernel says of it. */
  private static List<String> trace(long seed) {
    List<String> trace = new ArrayList<>();
    Bench bench = new Bench(SimulatedHost.seeded(seed));
    trace.add(bench.process.host().bootId().orThrow());
    bench.host.faults("bpfledger").add(Fault.fail(Operation.PIN, 2, Errno.EIO));
    for (int round = 0; round < 3; round++) {
      ProgramHandle xdp = bench.program(DeclaredProgram.in("xdp", "x" + round).returning(2));
      bench.process.links().create(xdp, bench.xdp());
      bench.process.bpffs().pin(xdp, bench.path("x" + round));
      ProgramHandle tc = bench.program("tc", "t" + round);
      bench.process.links().create(tc, bench.tcx(new TcxPosition.First()));
      bench.process.programs().testRun(xdp, new TestRunRequest(new byte[64], 3));
      bench.map(MapType.HASH, 4);
      trace.add(bench.process.programs().info(xdp).orThrow().toString());
    }
    trace.add(bench.programs() + " " + bench.maps() + " " + bench.links());
    bench.process.crash();
    trace.add(bench.programs() + " " + bench.maps() + " " + bench.links());
    bench.host.reboot();
    trace.add(bench.host.startProcess("next").host().bootId().orThrow());
    trace.addAll(bench.host.recording().lines());
    trace.add(Long.toString(bench.host.uptimeNanos()));
    return trace;
  }

  @Test
  void theSameSeedGivesTheSameTrace() {
    for (long seed = 0; seed < 20; seed++) {
      assertThat(trace(seed)).isEqualTo(trace(seed));
    }
  }

  @Test
  void anotherSeedIsAnotherMachine() {
    assertThat(trace(1).getFirst()).isNotEqualTo(trace(2).getFirst());
  }

  @Test
  void machinesSideBySideDoNotDisturbEachOther() throws Exception {
    List<String> alone = trace(5);
    try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
      var first = threads.submit(() -> trace(5));
      var second = threads.submit(() -> trace(5));

      assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(alone);
      assertThat(second.get(30, TimeUnit.SECONDS)).isEqualTo(alone);
    }
  }

  @Test
  void theRecordingTellsOperationsAsLines() {
    Bench bench = new Bench();
    ProgramHandle program = bench.program("xdp", "prog_one");
    bench.process.links().create(program, bench.xdp()).orThrow();
    bench.process.links().create(program, bench.xdp());
    bench.process.programs().info(program).orThrow();

    assertThat(bench.host.recording().lines())
        .containsSequence(
            "load:prog_one:ok", "attach:xdp on veth0:ok", "attach:xdp on veth0:EBUSY");
    assertThat(bench.host.recording().changes())
        .extracting(RecordedOperation::line)
        .doesNotContain("describe-program:program prog_one:ok")
        .contains("attach:xdp on veth0:EBUSY");
    assertThat(bench.host.recording().of("somebody")).isEmpty();
  }

  @Test
  void theRecordingKeepsTheNewest() {
    SimulatedHost host = SimulatedHost.builder(1).recordingLimit(2).build();
    SimulatedProcess process = host.startProcess("p");

    process.host().bootId().orThrow();
    process.host().kernelRelease().orThrow();
    process.host().bootId().orThrow();

    assertThat(host.recording().lines())
        .containsExactly("host:kernel release:ok", "host:boot id:ok");
    assertThat(host.recording().dropped()).isEqualTo(1);
  }

  @Test
  void manyThreadsLeaveAConsistentMachine() throws Exception {
    Bench bench = new Bench();
    try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
      List<Future<?>> work = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        int own = thread;
        work.add(
            threads.submit(
                () -> {
                  for (int round = 0; round < 50; round++) {
                    ProgramHandle program = bench.program("xdp", "p" + own);
                    bench.process.bpffs().pin(program, bench.path("p" + own)).orThrow();
                    program.close();
                    bench.process.bpffs().unlink(bench.path("p" + own)).orThrow();
                  }
                }));
      }
      for (var each : work) {
        each.get(30, TimeUnit.SECONDS);
      }
    }

    assertThat(bench.programs()).isEmpty();
    assertThat(bench.process.openHandles()).isZero();
  }
}
