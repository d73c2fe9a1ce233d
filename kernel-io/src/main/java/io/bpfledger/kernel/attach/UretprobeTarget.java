package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import java.util.OptionalInt;

/** The return of a function in a binary, or library, of user space. */
public record UretprobeTarget(
    UserCode code, long referenceCounterOffset, OptionalInt pid, long cookie)
    implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.URETPROBE;
  }

  @Override
  public String describe() {
    return "uretprobe " + code.describe();
  }
}
