package io.bpfledger.core.work.hook;

import io.bpfledger.kernel.KernelError;

/** A change of a hook failed, and whether it was made all the same cannot be seen. */
final class InDoubt extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String why;

  InDoubt(KernelError change, KernelError look) {
    this(change.message() + "; whether it was done cannot be seen: " + look.message());
  }

  private InDoubt(String why) {
    super(why);
    this.why = why;
  }

  String why() {
    return why;
  }
}
