package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.MapHandle;
import java.util.Optional;

/** An iterator: the link that a pin makes readable as a file. Some walk the elements of one map. */
public record IterTarget(Optional<MapHandle> map) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.ITER;
  }

  @Override
  public String describe() {
    return "iterator";
  }
}
