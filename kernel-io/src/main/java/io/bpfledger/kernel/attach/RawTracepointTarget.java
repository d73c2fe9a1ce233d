package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;

/** A raw tracepoint. A cookie of 0 is none. */
public record RawTracepointTarget(String name, long cookie) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.RAW_TRACEPOINT;
  }

  @Override
  public String describe() {
    return "raw tracepoint " + name;
  }
}
