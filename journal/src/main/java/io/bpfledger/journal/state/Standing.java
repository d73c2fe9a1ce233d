package io.bpfledger.journal.state;

import io.bpfledger.journal.value.DeviceIdentity;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import java.util.Optional;

/**
 * How a link stands in the kernel.
 *
 * @param program the life of the program that runs there
 * @param device what the interface was, for kinds that have one
 */
public record Standing(Hold hold, Incarnation program, Optional<DeviceIdentity> device) {

  /** The same, pinned elsewhere or anew; empty if it needs no pin of its own. */
  Optional<Standing> pinnedAt(String pin) {
    return switch (hold) {
      case Hold.ByLink link -> Optional.of(new Standing(link.pinnedAt(pin), program, device));
      case Hold.ByDispatcher _ -> Optional.empty();
    };
  }
}
