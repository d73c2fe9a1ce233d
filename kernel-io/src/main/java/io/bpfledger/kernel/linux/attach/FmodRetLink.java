package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.FmodRetTarget;

/** The return value of a kernel function, named when the program was loaded. */
public final class FmodRetLink {

  private FmodRetLink() {}

  public static Result<LinkHandle> create(int program, FmodRetTarget target) {
    return TracingLink.create(program, AttachType.MODIFY_RETURN, target.cookie(), target);
  }
}
