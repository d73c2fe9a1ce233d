package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.UretprobeTarget;

/** The return of a function of user space. */
public final class UretprobeLink {

  private UretprobeLink() {}

  public static Result<LinkHandle> create(int program, UretprobeTarget target) {
    return UprobeEvent.link(
        program,
        target.code(),
        target.referenceCounterOffset(),
        target.pid(),
        true,
        target.cookie(),
        target);
  }
}
