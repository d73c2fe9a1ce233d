package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import java.util.Optional;

/**
 * An iterator: the link that a pin makes readable as a file.
 *
 * @param map the program's map whose elements it walks, by its name in the object
 */
public record IterAttachment(Optional<String> map) implements Attachment {

  public IterAttachment {
    map.ifPresent(name -> Limits.name("map name", name));
  }

  @Override
  public AttachKind kind() {
    return AttachKind.ITER;
  }

  @Override
  public String describe() {
    return map.map(name -> "iterator over " + name).orElse("iterator");
  }
}
