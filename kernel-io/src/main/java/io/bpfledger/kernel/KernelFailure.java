package io.bpfledger.kernel;

/** A {@link KernelError} thrown by {@link Result#orThrow()}, for callers that cannot go on. */
public final class KernelFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient KernelError error;

  public KernelFailure(KernelError error) {
    super(error.message());
    this.error = error;
  }

  public KernelError error() {
    return error;
  }
}
