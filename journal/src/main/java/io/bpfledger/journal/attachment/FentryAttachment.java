package io.bpfledger.journal.attachment;

import io.bpfledger.kernel.AttachKind;

/** The entry of the kernel function that the program was loaded for. */
public record FentryAttachment(long cookie) implements CookieAttachment {

  @Override
  public AttachKind kind() {
    return AttachKind.FENTRY;
  }

  @Override
  public String describe() {
    return "the function entry the program was loaded for";
  }
}
