package io.bpfledger.journal.entry;

import io.bpfledger.journal.value.StreamId;

/** An entry does not follow the one before it: the ledger was altered, or two wrote one stream. */
public final class ChainBroken extends RuntimeException {

  private static final long serialVersionUID = 1;

  public ChainBroken(StreamId stream, long sequence, String why) {
    super("entry " + sequence + " of " + stream + ": " + why);
  }
}
