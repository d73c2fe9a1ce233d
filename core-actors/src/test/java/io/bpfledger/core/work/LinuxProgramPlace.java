package io.bpfledger.core.work;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.BpffsSandbox;
import java.nio.file.Path;

/** That nothing stays open, {@code RealKernel} sees to. */
final class LinuxProgramPlace implements ProgramPlace {

  private final Kernel kernel = LinuxKernel.open().orThrow();
  private final BpffsSandbox sandbox = BpffsSandbox.open();

  @Override
  public Kernel kernel() {
    return kernel;
  }

  @Override
  public Path root() {
    return sandbox.path();
  }

  @Override
  public void close() {
    sandbox.close();
    kernel.close();
  }
}
