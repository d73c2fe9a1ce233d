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
  private final boolean overtaken;

  LoadRefused(KernelError error) {
    this(error, false);
  }

  private LoadRefused(KernelError error, boolean overtaken) {
    super(error.message(), null, false, false);
    this.error = error;
    this.overtaken = overtaken;
  }

  /** Another load was faster; once more, and its map is found. */
  static LoadRefused overtaken(KernelError error) {
    return new LoadRefused(error, true);
  }

  boolean isOvertaken() {
    return overtaken;
  }

  KernelError error() {
    return error;
  }
}
