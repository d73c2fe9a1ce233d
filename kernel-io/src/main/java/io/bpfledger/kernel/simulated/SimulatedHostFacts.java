package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Host;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;

/** The machine, as one process sees it. */
final class SimulatedHostFacts implements Host {

  private final SimulatedProcess process;

  SimulatedHostFacts(SimulatedProcess process) {
    this.process = process;
  }

  @Override
  public Result<String> bootId() {
    return process.gate().call(Operation.READ_HOST, "boot id", () -> process.machine().bootId());
  }

  @Override
  public Result<String> kernelRelease() {
    return process
        .gate()
        .call(
            Operation.READ_HOST,
            "kernel release",
            () -> process.machine().profile().kernelRelease());
  }
}
