package io.bpfledger.core.host;

import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Placement;
import java.util.Optional;

/** What can be told of a revision that runs, or ran. */
final class Revisions {

  private Revisions() {}

  /** In which life of the kernel it was put in place. */
  static Optional<BootId> boot(LiveRevision live) {
    return switch (live.placement()) {
      case Placement.Direct direct -> Optional.of(direct.program().boot());
      case Placement.Chain chain -> Optional.of(chain.chain().boot());
      case Placement.Native members ->
          members.members().stream().findFirst().map(member -> member.program().boot());
    };
  }
}
