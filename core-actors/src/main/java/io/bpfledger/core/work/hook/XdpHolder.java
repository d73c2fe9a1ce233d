package io.bpfledger.core.work.hook;

import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Placement;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The pinned link that holds an XDP hook, as it was found. The pin is in our own file system, so
 * the link is ours, whatever it runs.
 *
 * @param interfaceIndex 0 when it holds no hook any more
 * @param runs what it runs; empty if that cannot be, and the link is on its way out
 */
record XdpHolder(
    LinkHandle link, LinkId id, int interfaceIndex, Optional<Incarnation> runs, Path pin) {

  boolean isDefunct() {
    return interfaceIndex == 0;
  }

  Placement.Holder placement(BootId boot) {
    return new Placement.LinkHolder(new Hold.ByLink(boot, id.value(), pin.toString()));
  }
}
