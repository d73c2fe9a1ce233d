package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.LiveRevision;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Placement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the ledger says runs on a hook, or ran before it was lost or changed. */
final class LiveRevisions {

  private LiveRevisions() {}

  static Optional<LiveRevision> of(DispatcherState.Present state) {
    return switch (state) {
      case DispatcherState.Building building -> building.before();
      case DispatcherState.Active active -> Optional.of(active.live());
      case DispatcherState.Lost lost -> Optional.of(lost.last());
      case DispatcherState.Removing removing -> Optional.of(removing.live());
      case DispatcherState.Vacant _ -> Optional.empty();
    };
  }

  /** The links that hold it. */
  static List<Hold.ByLink> links(Placement placement) {
    return switch (placement) {
      case Placement.Direct direct -> links(direct.holder());
      case Placement.Chain chain -> links(chain.holder());
      case Placement.Native members ->
          members.members().stream().map(Placement.NativeMember::hold).toList();
    };
  }

  private static List<Hold.ByLink> links(Placement.Holder holder) {
    return switch (holder) {
      case Placement.LinkHolder(Hold.ByLink link) -> List.of(link);
      case Placement.FilterHolder _ -> List.of();
    };
  }

  /** What stands on the hook itself; of members that the kernel orders, the first. */
  static Incarnation onHook(Placement placement) {
    return switch (placement) {
      case Placement.Direct direct -> direct.program();
      case Placement.Chain chain -> chain.chain();
      case Placement.Native members -> members.members().getFirst().program();
    };
  }

  /** What holds it there; members that the kernel orders hold themselves. */
  static Optional<Placement.Holder> holder(Placement placement) {
    return switch (placement) {
      case Placement.Direct direct -> Optional.of(direct.holder());
      case Placement.Chain chain -> Optional.of(chain.holder());
      case Placement.Native _ -> Optional.empty();
    };
  }

  /** All programs that have to do with it. */
  static List<Incarnation> programs(Placement placement) {
    return switch (placement) {
      case Placement.Direct direct -> List.of(direct.program());
      case Placement.Chain chain -> {
        List<Incarnation> programs = new ArrayList<>(chain.programs());
        programs.add(chain.chain());
        yield programs;
      }
      case Placement.Native members ->
          members.members().stream().map(Placement.NativeMember::program).toList();
    };
  }
}
