package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** The entry of a kernel function, or an instruction in it. A cookie of 0 is none. */
public record KprobeAttachment(String symbol, long offset, long cookie) implements Attachment {

  public KprobeAttachment {
    Limits.name("symbol", symbol);
    Limits.notNegative("offset", offset);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.KPROBE;
  }

  @Override
  public String describe() {
    return "kprobe " + symbol + (offset == 0 ? "" : "+" + offset);
  }
}
