package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** A raw tracepoint. A cookie of 0 is none. */
public record RawTracepointAttachment(String name, long cookie) implements Attachment {

  public RawTracepointAttachment {
    Limits.name("tracepoint", name);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.RAW_TRACEPOINT;
  }

  @Override
  public String describe() {
    return "raw tracepoint " + name;
  }
}
