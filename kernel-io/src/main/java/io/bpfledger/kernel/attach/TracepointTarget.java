package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;

/** A tracepoint of tracefs. A cookie of 0 is none. */
public record TracepointTarget(String category, String name, long cookie) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.TRACEPOINT;
  }

  @Override
  public String describe() {
    return "tracepoint " + category + "/" + name;
  }
}
