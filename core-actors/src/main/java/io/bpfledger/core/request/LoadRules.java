package io.bpfledger.core.request;

import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.value.Limits;

/**
 * What a host allows in loads.
 *
 * @param batchMax how many programs may be loaded together
 * @param objectBytesMax how long an object file may be
 * @param uniqueNames whether no two living programs may have the same name
 */
public record LoadRules(int batchMax, int objectBytesMax, boolean uniqueNames) {

  public static final LoadRules DEFAULT =
      new LoadRules(ProgramEvent.BATCH_MAX, ObjectStore.OBJECT_BYTES_MAX, false);

  public LoadRules {
    Limits.positive("programs in a batch", batchMax);
    Limits.positive("bytes of an object", objectBytesMax);
    if (batchMax > ProgramEvent.BATCH_MAX || objectBytesMax > ObjectStore.OBJECT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a ledger takes no more than %d programs in a batch, and objects of %d bytes"
              .formatted(ProgramEvent.BATCH_MAX, ObjectStore.OBJECT_BYTES_MAX));
    }
  }
}
