package io.bpfledger.journal.projection;

import io.bpfledger.journal.state.ProgramRecord;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.ProgramKey;

/** A program as the ledger shows it. */
public record ProgramView(ProgramKey key, ProgramState.Present state, EntityView view) {

  public ProgramRecord program() {
    return state.program();
  }
}
