package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** A tracepoint of tracefs. A cookie of 0 is none. */
public record TracepointAttachment(String category, String name, long cookie)
    implements Attachment {

  public TracepointAttachment {
    Limits.name("category", category);
    Limits.name("tracepoint", name);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.TRACEPOINT;
  }

  @Override
  public String describe() {
    return "tracepoint " + category + "/" + name;
  }
}
