package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Load;
import java.util.Optional;

/** What the ledger says the kernel made of a program, or had made of it before it was lost. */
final class Loads {

  private Loads() {}

  static Optional<Load> of(ProgramState.Present state) {
    return switch (state) {
      case ProgramState.Loaded loaded -> Optional.of(loaded.load());
      case ProgramState.Unloading unloading -> Optional.of(unloading.load());
      case ProgramState.Lost lost -> Optional.of(lost.last());
      case ProgramState.Loading _, ProgramState.Failed _, ProgramState.Unloaded _ ->
          Optional.empty();
    };
  }
}
