package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.KernelError;

/**
 * A load that cannot go on; it ends as a failed result at the port.
 *
 * <p>It carries no stack trace: what matters is the error.
 */
final class LoadRefused extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient KernelError error;

  LoadRefused(KernelError error) {
    super(error.message(), null, false, false);
    this.error = error;
  }

  KernelError error() {
    return error;
  }
}
