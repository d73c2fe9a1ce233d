package io.bpfledger.journal.verification;

import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.value.Digest;
import java.util.Optional;

/** The heads of the ledger at its latest entries, for anchors to be held against. */
final class RecentHeads {

  /** How far behind an anchor may be: entries that came between its making and its writing. */
  static final int REMEMBERED = 1 << 16;

  private final Digest[] digests = new Digest[REMEMBERED];
  private LedgerHead head = LedgerHead.START;

  RecentHeads() {
    digests[0] = head.digest();
  }

  void add(Digest entry) {
    head = head.after(entry);
    digests[slot(head.entries())] = head.digest();
  }

  LedgerHead head() {
    return head;
  }

  /** The digest when there were so many entries; empty if that is too long ago, or to come. */
  Optional<Digest> at(long entries) {
    boolean remembered =
        entries >= 0 && entries <= head.entries() && entries > head.entries() - REMEMBERED;
    return remembered ? Optional.of(digests[slot(entries)]) : Optional.empty();
  }

  private static int slot(long entries) {
    return (int) (entries % REMEMBERED);
  }
}
