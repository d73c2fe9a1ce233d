package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import java.util.List;
import java.util.OptionalInt;

/**
 * Entries or returns of many places of one binary in one link.
 *
 * @param pid the only process it is for; empty for all
 */
public record UprobeMultiAttachment(
    UserBinary binary, List<UserPlace> places, OptionalInt pid, boolean atReturn)
    implements Attachment {

  public static final int PLACES_MAX = 16_384;

  public UprobeMultiAttachment {
    Limits.atMost("places", places, PLACES_MAX);
    pid.ifPresent(number -> Limits.positive("pid", number));
    places = List.copyOf(places);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.UPROBE_MULTI;
  }

  @Override
  public String describe() {
    return (atReturn ? "uretprobes of " : "uprobes of ") + binary.path();
  }
}
