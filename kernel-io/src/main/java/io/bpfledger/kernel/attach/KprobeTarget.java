package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;

/** The entry of a kernel function, or an instruction in it. A cookie of 0 is none. */
public record KprobeTarget(String symbol, long offset, long cookie) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.KPROBE;
  }

  @Override
  public String describe() {
    return "kprobe " + symbol + (offset == 0 ? "" : "+" + offset);
  }
}
