package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import java.util.OptionalInt;

/**
 * The return of a function of user space.
 *
 * @param pid the only process it is for; empty for all
 */
public record UretprobeAttachment(UserBinary binary, UserPlace place, OptionalInt pid)
    implements Attachment {

  public UretprobeAttachment {
    pid.ifPresent(number -> Limits.positive("pid", number));
  }

  @Override
  public AttachKind kind() {
    return AttachKind.URETPROBE;
  }

  @Override
  public String describe() {
    return "uretprobe " + binary.path() + ":" + place.describe();
  }
}
