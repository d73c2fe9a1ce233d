package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.KprobeTarget;

/** The entry of a kernel function, or an instruction in it. */
public final class KprobeLink {

  private KprobeLink() {}

  public static Result<LinkHandle> create(int program, KprobeTarget target) {
    return KprobeEvent.link(
        program, target.symbol(), target.offset(), false, target.cookie(), target);
  }
}
