package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import java.util.OptionalInt;

/**
 * The entry of a function of user space, or an instruction in it.
 *
 * @param pid the only process it is for; empty for all
 */
public record UprobeAttachment(UserBinary binary, UserPlace place, OptionalInt pid)
    implements Attachment {

  public UprobeAttachment {
    pid.ifPresent(number -> Limits.positive("pid", number));
  }

  @Override
  public AttachKind kind() {
    return AttachKind.UPROBE;
  }

  @Override
  public String describe() {
    return "uprobe " + binary.path() + ":" + place.describe();
  }
}
