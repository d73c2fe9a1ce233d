package io.bpfledger.kernel.simulated;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.ProgramHandle;
import org.junit.jupiter.api.Test;

/** The check of reference counts finds what it is there to find. */
final class InvariantsTest {

  @Test
  void aReferenceThatNobodyHoldsIsFound() {
    Bench bench = new Bench();
    ProgramHandle program = bench.program("xdp", "x");
    bench.host.machine().programs().find(bench.id(program).value()).retain();

    assertThatThrownBy(() -> bench.process.bpffs().pin(program, bench.path("x")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("program x counts 3 references of 2");
  }

  @Test
  void aReferenceThatWasLostIsFound() {
    Bench bench = new Bench();
    ProgramHandle program = bench.program("xdp", "x");
    bench.process.bpffs().pin(program, bench.path("x")).orThrow();
    bench.host.machine().programs().find(bench.id(program).value()).release();

    assertThatThrownBy(program::close).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void benchmarksDoWithoutTheCheck() {
    Bench bench = new Bench(SimulatedHost.builder(1).withoutInvariantChecks().build());
    ProgramHandle program = bench.program("xdp", "x");
    bench.host.machine().programs().find(bench.id(program).value()).retain();

    assertThat(bench.process.bpffs().pin(program, bench.path("x")).succeeded()).isTrue();
  }
}
