package io.bpfledger.journal.state;

import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.journal.value.Revision;

/**
 * A revision, and how it stands in the kernel.
 *
 * @param device what the interface was
 * @param directory where it is pinned
 */
public record LiveRevision(
    Revision revision, Placement placement, DeviceIdentity device, String directory) {

  LiveRevision pinnedAt(String newDirectory) {
    return new LiveRevision(revision, placement, device, newDirectory);
  }
}
