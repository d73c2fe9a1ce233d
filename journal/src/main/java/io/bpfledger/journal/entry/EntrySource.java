package io.bpfledger.journal.entry;

import io.bpfledger.journal.value.StreamId;
import java.util.List;

/** Where entries can be read from, such as the ledger's storage or an export. */
public interface EntrySource {

  /** Takes entries, one after the other. */
  @FunctionalInterface
  interface Visitor {

    /** Whether there should be more. */
    boolean visit(StoredEntry entry);
  }

  /**
   * Hands over the entries behind a place in the ledger (0: from the beginning), in order, as they
   * were at one moment, until the visitor has enough.
   */
  void scan(long afterOrdering, Visitor visitor);

  /** Entries of one stream by sequence number, both bounds included, at most {@code limit}. */
  List<StoredEntry> stream(StreamId stream, long from, long to, int limit);
}
