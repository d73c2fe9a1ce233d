package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkNamespace;

/** The socket lookup of a network namespace. */
public record SkLookupTarget(NetworkNamespace namespace) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.SK_LOOKUP;
  }

  @Override
  public String describe() {
    return "socket lookup in " + namespace;
  }
}
