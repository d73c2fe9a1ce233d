package io.bpfledger.kernel.simulated.declared;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Programs;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.linux.LinuxBpffs;
import io.bpfledger.kernel.linux.LinuxMaps;
import io.bpfledger.kernel.linux.LinuxObjects;
import io.bpfledger.kernel.linux.LinuxPrograms;
import io.bpfledger.kernel.testing.RealKernel;
import org.junit.jupiter.api.Test;

/** Declared objects load on Linux as well, and do there what they were declared to do. */
@RealKernel
final class DeclaredObjectOnLinuxTest {

  private final Maps maps = new LinuxMaps();
  private final Programs programs = new LinuxPrograms();

  @Test
  void aDeclaredProgramCountsAndReturnsItsGlobal() {
    ObjectBytes object =
        DeclaredObject.empty()
            .counter("runs")
            .constant("verdict", new byte[] {2, 0, 0, 0})
            .program(DeclaredProgram.in("xdp", "count").counting("runs").returningGlobal("verdict"))
            .bytes();

    try (LoadedObject loaded =
        new LinuxObjects(maps, new LinuxBpffs())
            .load(LoadRequest.of("declared", object, ProgramSelection.of("count")))
            .orThrow()) {
      int verdict =
          programs
              .testRun(loaded.program("count"), new TestRunRequest(new byte[64], 3))
              .orThrow()
              .returnValue();

      assertThat(verdict).isEqualTo(2);
      assertThat(maps.lookup(loaded.map("runs"), new byte[4]).orThrow().orElseThrow())
          .isEqualTo(new byte[] {3, 0, 0, 0, 0, 0, 0, 0});
    }
  }
}
