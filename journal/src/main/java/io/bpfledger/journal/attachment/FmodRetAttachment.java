package io.bpfledger.journal.attachment;

import io.bpfledger.kernel.AttachKind;

/** The return value of the kernel function that the program was loaded for. */
public record FmodRetAttachment(long cookie) implements CookieAttachment {

  @Override
  public AttachKind kind() {
    return AttachKind.FMOD_RET;
  }

  @Override
  public String describe() {
    return "the function the program was loaded for";
  }
}
