package io.bpfledger.core.work;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.BpffsSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;

@RealKernel
final class LinuxProgramWorkTest extends ProgramWorkTest {

  private final Kernel kernel = LinuxKernel.open().orThrow();
  private final BpffsSandbox sandbox = BpffsSandbox.open();

  @Override
  ProgramBench open(Path objects) {
    return new ProgramBench(kernel, sandbox.path(), objects);
  }

  @AfterEach
  void leaveTheKernel() {
    sandbox.close();
    kernel.close();
  }
}
