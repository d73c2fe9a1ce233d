package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.linux.LinuxKernel;
import java.io.IOException;

/** The process of a {@link ScarceInventory} on Linux. */
final class ScarceProcess {

  private ScarceProcess() {}

  public static void main(String[] arguments) throws IOException {
    try (Kernel kernel = LinuxKernel.open().orThrow()) {
      System.out.println(DyingProcess.ANSWER + ScarceInventory.take(kernel));
      System.in.read();
    }
  }
}
