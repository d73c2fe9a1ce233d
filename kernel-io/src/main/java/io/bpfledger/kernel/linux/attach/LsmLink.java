package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LsmTarget;

/** A hook of the security modules, named when the program was loaded. */
public final class LsmLink {

  private LsmLink() {}

  public static Result<LinkHandle> create(int program, LsmTarget target) {
    return TracingLink.create(program, AttachType.LSM_MAC, target.cookie(), target);
  }
}
