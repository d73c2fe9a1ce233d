package io.bpfledger.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.nio.file.Path;

final class SimulatedProgramPlace implements ProgramPlace {

  private static final Path ROOT = Path.of("/run/bpfledger/fs");

  private final SimulatedProcess kernel = SimulatedHost.seeded(7).startProcess("bpfledger");

  SimulatedProgramPlace() {
    kernel.bpffs().mount(ROOT).orThrow();
  }

  @Override
  public SimulatedProcess kernel() {
    return kernel;
  }

  @Override
  public Path root() {
    return ROOT;
  }

  @Override
  public void close() {
    assertThat(kernel.openHandles()).isZero();
  }
}
