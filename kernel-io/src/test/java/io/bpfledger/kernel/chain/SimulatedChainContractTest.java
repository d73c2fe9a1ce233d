package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.simulated.SimulatedHost;

/** The chains in the simulated kernel, which runs them instruction by instruction. */
final class SimulatedChainContractTest extends ChainContract {

  @Override
  Kernel openKernel() {
    return SimulatedHost.seeded(1).startProcess("chains");
  }
}
