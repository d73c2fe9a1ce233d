package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import java.util.OptionalInt;

/** The entry of a function in a binary, or library, of user space. */
public record UprobeTarget(UserCode code, long referenceCounterOffset, OptionalInt pid, long cookie)
    implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.UPROBE;
  }

  @Override
  public String describe() {
    return "uprobe " + code.describe();
  }
}
