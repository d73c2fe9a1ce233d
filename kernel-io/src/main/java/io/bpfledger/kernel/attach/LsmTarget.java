package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;

/** The LSM hook that the program was loaded for. */
public record LsmTarget(long cookie) implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.LSM;
  }

  @Override
  public String describe() {
    return "the LSM hook the program was loaded for";
  }
}
