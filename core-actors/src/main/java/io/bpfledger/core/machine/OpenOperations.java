package io.bpfledger.core.machine;

import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Ulid;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The operations that have begun and not ended, whoever's they are. */
final class OpenOperations {

  private OpenOperations() {}

  static Set<Ulid> of(Ledger ledger) {
    Set<Ulid> open = new HashSet<>();
    for (EntityView view : ledger.entities()) {
      view.state().underWay().ifPresent(open::add);
      askedFor(view.state()).ifPresent(open::add);
    }
    return open;
  }

  /** What a repair is under way of is open, too. */
  private static Optional<Ulid> askedFor(EntityState state) {
    return switch (state) {
      case ProgramState.Loading loading -> Optional.of(loading.operation());
      case ProgramState.Unloading unloading -> Optional.of(unloading.operation());
      case LinkState link -> LinkSteps.asked(link);
      case DispatcherState.Building building -> Optional.of(building.operation());
      case DispatcherState.Removing removing -> Optional.of(removing.operation());
      case EntityState _ -> Optional.empty();
    };
  }
}
