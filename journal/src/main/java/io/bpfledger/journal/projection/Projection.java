package io.bpfledger.journal.projection;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.ChainBroken;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.value.StreamId;

/**
 * The present ledger, fed by each entry once it is durable and before anybody hears of it.
 *
 * <p>Reading takes no lock. Entries may come from many threads; those of one stream in order.
 */
public final class Projection {

  private volatile Ledger ledger;

  private Projection(Ledger ledger) {
    this.ledger = ledger;
  }

  public static Projection of(Ledger ledger) {
    return new Projection(ledger);
  }

  /** Builds the ledger by one scan. */
  public static Projection scan(EntrySource source, EntryCodec codec) {
    Projection projection = new Projection(Ledger.EMPTY);
    source.scan(
        0,
        stored -> {
          projection.append(codec.open(stored));
          return true;
        });
    return projection;
  }

  private synchronized void append(PlacedEntry placed) {
    ledger = ledger.after(placed.place().stream(), placed.place().sequence(), placed.entry());
  }

  /** The ledger now. */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * Takes in an entry that is durable.
   *
   * @return whether it was new; an entry that is known already changes nothing
   * @throws ChainBroken if entries before it are missing
   */
  public synchronized boolean apply(StreamId stream, long sequence, Entry entry) {
    if (sequence <= ledger.sequence(stream)) {
      return false;
    }
    ledger = ledger.after(stream, sequence, entry);
    return true;
  }
}
