package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;

/** The return of a kernel function. A cookie of 0 is none. */
public record KretprobeTarget(String symbol, long cookie) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.KRETPROBE;
  }

  @Override
  public String describe() {
    return "kretprobe " + symbol;
  }
}
