package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.TpBtfTarget;

/** A tracepoint with typed arguments, named when the program was loaded. */
public final class TpBtfLink {

  private TpBtfLink() {}

  public static Result<LinkHandle> create(int program, TpBtfTarget target) {
    return TracingLink.create(program, AttachType.TRACE_RAW_TRACEPOINT, target.cookie(), target);
  }
}
