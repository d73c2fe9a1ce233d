package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;

/** A request that does not fit its object; it ends as a failed result of {@link LoadPlan}. */
final class PlanRefused extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient KernelError error;

  PlanRefused(String object, Errno errno, String reason) {
    super(reason, null, false, false);
    this.error = KernelError.of(Operation.LOAD_OBJECT, object, errno, reason);
  }

  KernelError error() {
    return error;
  }
}
