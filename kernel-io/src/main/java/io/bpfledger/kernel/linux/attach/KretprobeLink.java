package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.KretprobeTarget;

/** The return of a kernel function. */
public final class KretprobeLink {

  private KretprobeLink() {}

  public static Result<LinkHandle> create(int program, KretprobeTarget target) {
    return KprobeEvent.link(program, target.symbol(), 0, true, target.cookie(), target);
  }
}
