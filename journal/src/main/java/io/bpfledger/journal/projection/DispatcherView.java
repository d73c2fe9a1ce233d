package io.bpfledger.journal.projection;

import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Revision;
import java.util.List;

/** The dispatcher of a hook as the ledger shows it. */
public record DispatcherView(HookKey key, DispatcherState.Present state, EntityView view) {

  /** Who stands on the hook, or is to, in order. */
  public List<Revision.Member> members() {
    return state.members();
  }
}
