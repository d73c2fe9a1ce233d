package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/** The kernel structure that a struct_ops map, named as in the object, replaces. */
public record StructOpsAttachment(String map) implements Attachment {

  public StructOpsAttachment {
    Limits.name("map name", map);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.STRUCT_OPS;
  }

  @Override
  public String describe() {
    return "struct_ops map " + map;
  }
}
