package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** The socket lookup of a network namespace, named by the path of a file that stands for it. */
public record SkLookupAttachment(String namespace) implements Attachment {

  public SkLookupAttachment {
    Limits.path("namespace", namespace);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.SK_LOOKUP;
  }

  @Override
  public String describe() {
    return "socket lookup in " + namespace;
  }
}
