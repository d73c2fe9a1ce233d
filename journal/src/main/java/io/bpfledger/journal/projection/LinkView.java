package io.bpfledger.journal.projection;

import io.bpfledger.journal.state.LinkRecord;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.value.LinkKey;

/** A link as the ledger shows it. */
public record LinkView(LinkKey key, LinkState.Present state, EntityView view) {

  public LinkRecord link() {
    return state.link();
  }
}
