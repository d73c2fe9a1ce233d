package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.FexitTarget;

/** The exit of a kernel function, named when the program was loaded. */
public final class FexitLink {

  private FexitLink() {}

  public static Result<LinkHandle> create(int program, FexitTarget target) {
    return TracingLink.create(program, AttachType.TRACE_FEXIT, target.cookie(), target);
  }
}
