package io.bpfledger.reconciler.rule;

import io.bpfledger.journal.state.LinkState;

/** What the ledger says of a link: a row of the table. */
public enum LinkPhase {
  ABSENT,
  ATTACHING,
  ATTACHED,
  FAILED,
  LOST,
  DETACHING,
  DETACHED;

  public static LinkPhase of(LinkState state) {
    return switch (state) {
      case LinkState.Absent _ -> ABSENT;
      case LinkState.Attaching _ -> ATTACHING;
      case LinkState.Attached _ -> ATTACHED;
      case LinkState.Failed _ -> FAILED;
      case LinkState.Lost _ -> LOST;
      case LinkState.Detaching _ -> DETACHING;
      case LinkState.Detached _ -> DETACHED;
    };
  }
}
