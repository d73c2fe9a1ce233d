package io.bpfledger.core.work;

import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.kernel.Kernel;

/**
 * Where work is done, and for whom.
 *
 * @param instance whose mark our objects bear
 * @param boot this life of the kernel; what the ledger knows of another is gone
 */
public record Workplace(Kernel kernel, Layout layout, Instance instance, BootId boot) {

  public Pins pins() {
    return new Pins(kernel.bpffs());
  }
}
