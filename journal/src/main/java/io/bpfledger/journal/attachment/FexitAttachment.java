package io.bpfledger.journal.attachment;

import io.bpfledger.kernel.AttachKind;

/** The exit of the kernel function that the program was loaded for. */
public record FexitAttachment(long cookie) implements CookieAttachment {

  @Override
  public AttachKind kind() {
    return AttachKind.FEXIT;
  }

  @Override
  public String describe() {
    return "the function exit the program was loaded for";
  }
}
