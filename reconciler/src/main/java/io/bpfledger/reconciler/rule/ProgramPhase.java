package io.bpfledger.reconciler.rule;

import io.bpfledger.journal.state.ProgramState;

/** What the ledger says of a program: a row of the table. */
public enum ProgramPhase {
  ABSENT,
  LOADING,
  LOADED,
  FAILED,
  LOST,
  UNLOADING,
  UNLOADED;

  public static ProgramPhase of(ProgramState state) {
    return switch (state) {
      case ProgramState.Absent _ -> ABSENT;
      case ProgramState.Loading _ -> LOADING;
      case ProgramState.Loaded _ -> LOADED;
      case ProgramState.Failed _ -> FAILED;
      case ProgramState.Lost _ -> LOST;
      case ProgramState.Unloading _ -> UNLOADING;
      case ProgramState.Unloaded _ -> UNLOADED;
    };
  }
}
