package io.bpfledger.journal.verification;

import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.HostEvent.LedgerAnchored;
import io.bpfledger.journal.value.StreamId;
import java.util.List;
import java.util.Optional;

/**
 * Makes the anchors that a host writes into its stream: once it has started, whenever so many
 * entries have come since the last, and before it stops. Entries before an anchor can be neither
 * cut off nor exchanged without it being seen; those behind the last one could still be cut off.
 *
 * <p>Follows the head of the whole ledger by reading what came since the last time, in the order of
 * the ledger, which only storage knows. So it may block, and what it makes is to be written soon.
 */
public final class Anchors {

  /** How many entries a host lets come between two anchors. */
  public static final int EVERY = 10_000;

  private final EntrySource source;
  private LedgerHead head = LedgerHead.START;
  private long ordering;
  private long anchored;

  public Anchors(EntrySource source) {
    this.source = source;
  }

  /**
   * The same source; whoever reads it from the beginning, as the projection does at the start,
   * spares the first anchor reading everything again.
   */
  public EntrySource observed() {
    return new EntrySource() {
      @Override
      public void scan(long afterOrdering, Visitor visitor) {
        source.scan(
            afterOrdering,
            stored -> {
              note(afterOrdering, stored);
              return visitor.visit(stored);
            });
      }

      @Override
      public List<StoredEntry> stream(StreamId stream, long from, long to, int limit) {
        return source.stream(stream, from, to, limit);
      }
    };
  }

  /** Only what follows without a gap on what was read before tells of the head. */
  private synchronized void note(long afterOrdering, StoredEntry stored) {
    if (afterOrdering <= ordering && stored.place().ordering() > ordering) {
      head = head.after(stored.payload().digest());
      ordering = stored.place().ordering();
    }
  }

  /** The anchor of all that is in the ledger now. */
  public synchronized LedgerAnchored anchor() {
    long before = ordering;
    source.scan(
        before,
        stored -> {
          note(before, stored);
          return true;
        });
    anchored = head.entries();
    return new LedgerAnchored(head.entries(), head.digest());
  }

  /**
   * The anchor of all that is in the ledger now, if enough has come since the last; reads nothing
   * otherwise.
   *
   * @param entries how many entries the ledger has, as far as is known
   */
  public synchronized Optional<LedgerAnchored> due(long entries) {
    return entries - anchored < EVERY ? Optional.empty() : Optional.of(anchor());
  }
}
