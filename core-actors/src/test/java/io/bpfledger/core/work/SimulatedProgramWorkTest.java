package io.bpfledger.core.work;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.simulated.SimulatedHost;
import io.bpfledger.kernel.simulated.SimulatedProcess;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

final class SimulatedProgramWorkTest extends ProgramWorkTest {

  private static final Path ROOT = Path.of("/run/bpfledger/fs");

  private final SimulatedHost host = SimulatedHost.seeded(7);
  private final SimulatedProcess kernel = host.startProcess("bpfledger");

  @Override
  ProgramBench open(Path objects) {
    kernel.bpffs().mount(ROOT).orThrow();
    return new ProgramBench(kernel, ROOT, objects);
  }

  @AfterEach
  void nothingStaysOpen() {
    assertThat(kernel.openHandles()).isZero();
  }
}
