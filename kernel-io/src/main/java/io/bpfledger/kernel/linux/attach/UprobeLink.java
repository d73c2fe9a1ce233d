package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.UprobeTarget;

/** The entry of a function of user space. */
public final class UprobeLink {

  private UprobeLink() {}

  public static Result<LinkHandle> create(int program, UprobeTarget target) {
    return UprobeEvent.link(
        program,
        target.code(),
        target.referenceCounterOffset(),
        target.pid(),
        false,
        target.cookie(),
        target);
  }
}
