package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.MapHandle;

/** The kernel structure that a struct_ops map replaces; the map, not a program, is attached. */
public record StructOpsTarget(MapHandle map) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.STRUCT_OPS;
  }

  @Override
  public String describe() {
    return "struct_ops map";
  }
}
