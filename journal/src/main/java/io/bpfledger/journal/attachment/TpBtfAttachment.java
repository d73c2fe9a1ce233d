package io.bpfledger.journal.attachment;

import io.bpfledger.kernel.AttachKind;

/** The tracepoint that a BTF-enabled raw tracepoint program was loaded for. */
public record TpBtfAttachment(long cookie) implements CookieAttachment {

  @Override
  public AttachKind kind() {
    return AttachKind.TP_BTF;
  }

  @Override
  public String describe() {
    return "the tracepoint the program was loaded for";
  }
}
