package io.bpfledger.journal.entry;

import io.bpfledger.journal.value.StreamId;
import java.util.List;

/** Where entries can be read from, such as the ledger's storage or an export. */
public interface EntrySource {

  /** How many entries of one stream are read at once. */
  int PAGE = 1_000;

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

  /** Hands over the entries of one stream from a sequence number on, until there is enough. */
  default void follow(StreamId stream, long from, Visitor visitor) {
    long next = from;
    List<StoredEntry> page = stream(stream, next, Long.MAX_VALUE, PAGE);
    while (!page.isEmpty()) {
      for (StoredEntry stored : page) {
        if (!visitor.visit(stored)) {
          return;
        }
        next = stored.place().sequence() + 1;
      }
      page = stream(stream, next, Long.MAX_VALUE, PAGE);
    }
  }
}
