package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** The return of a kernel function. A cookie of 0 is none. */
public record KretprobeAttachment(String symbol, long cookie) implements Attachment {

  public KretprobeAttachment {
    Limits.name("symbol", symbol);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.KRETPROBE;
  }

  @Override
  public String describe() {
    return "kretprobe " + symbol;
  }
}
