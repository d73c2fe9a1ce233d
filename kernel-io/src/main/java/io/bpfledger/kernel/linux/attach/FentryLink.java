package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.FentryTarget;

/** The entry of a kernel function, named when the program was loaded. */
public final class FentryLink {

  private FentryLink() {}

  public static Result<LinkHandle> create(int program, FentryTarget target) {
    return TracingLink.create(program, AttachType.TRACE_FENTRY, target.cookie(), target);
  }
}
