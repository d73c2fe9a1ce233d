package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.HostState;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The operations that have begun and not ended, those behind a repair included. */
final class EntityOperations {

  private EntityOperations() {}

  static List<Ulid> of(EntityState state) {
    return switch (state) {
      case ProgramState.Loading loading -> List.of(loading.operation());
      case ProgramState.Unloading unloading -> List.of(unloading.operation());
      case ProgramState _ -> List.of();
      case LinkState.Attaching attaching -> List.of(attaching.operation());
      case LinkState.Detaching detaching -> List.of(detaching.operation());
      case LinkState _ -> List.of();
      case DispatcherState.Building building -> with(building.serves(), building.operation());
      case DispatcherState.Removing removing -> with(removing.serves(), removing.operation());
      case DispatcherState _ -> List.of();
      case HostState host -> List.copyOf(host.removals().keySet());
    };
  }

  private static List<Ulid> with(List<Ulid> served, Ulid operation) {
    List<Ulid> all = new ArrayList<>(served);
    all.add(operation);
    return all;
  }

  static Optional<Ulid> parsed(String text) {
    try {
      return Optional.of(Ulid.parse(text));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }
}
