package io.bpfledger.journal.attachment;

import io.bpfledger.kernel.AttachKind;

/** The LSM hook that the program was loaded for. */
public record LsmAttachment(long cookie) implements CookieAttachment {

  @Override
  public AttachKind kind() {
    return AttachKind.LSM;
  }

  @Override
  public String describe() {
    return "the LSM hook the program was loaded for";
  }
}
