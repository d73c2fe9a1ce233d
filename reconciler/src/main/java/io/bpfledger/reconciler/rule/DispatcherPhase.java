package io.bpfledger.reconciler.rule;

import io.bpfledger.journal.state.DispatcherState;

/** What the ledger says of the dispatcher of a hook: a row of the table. */
public enum DispatcherPhase {
  ABSENT,
  BUILDING,
  ACTIVE,
  VACANT,
  REMOVING,
  LOST;

  public static DispatcherPhase of(DispatcherState state) {
    return switch (state) {
      case DispatcherState.Absent _ -> ABSENT;
      case DispatcherState.Building _ -> BUILDING;
      case DispatcherState.Active _ -> ACTIVE;
      case DispatcherState.Vacant _ -> VACANT;
      case DispatcherState.Removing _ -> REMOVING;
      case DispatcherState.Lost _ -> LOST;
    };
  }
}
