package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.linux.LinuxKernel;
import io.bpfledger.kernel.testing.RealKernel;

/** The chains in the kernel of this machine. */
@RealKernel
final class LinuxChainContractTest extends ChainContract {

  @Override
  Kernel openKernel() {
    return LinuxKernel.open().orThrow();
  }
}
