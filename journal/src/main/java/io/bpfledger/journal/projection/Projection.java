package io.bpfledger.journal.projection;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.ChainBroken;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.value.StreamId;
import java.util.List;

/**
 * The present ledger, fed by each entry once it is durable and before anybody hears of it.
 *
 * <p>Reading takes no lock. Entries may come from many threads; those of one stream in order. Only
 * when something happens to an entity that was forgotten, its entries are read from storage.
 */
public final class Projection {

  private final EntrySource source;
  private final EntryCodec codec;
  private final EntityReader reader;
  private volatile Ledger ledger;

  private Projection(Ledger ledger, EntrySource source, EntryCodec codec) {
    this.source = source;
    this.codec = codec;
    this.reader = new EntityReader(source, codec);
    this.ledger = ledger;
  }

  /** Goes on from a ledger whose entries are in the source. */
  public static Projection of(Ledger ledger, EntrySource source, EntryCodec codec) {
    return new Projection(ledger, source, codec);
  }

  /** Builds the ledger by one scan, within the limits that hold if nothing else is said. */
  public static Projection scan(EntrySource source, EntryCodec codec) {
    return scan(source, codec, MemoryLimits.DEFAULT);
  }

  /** Builds the ledger by one scan. */
  public static Projection scan(EntrySource source, EntryCodec codec, MemoryLimits limits) {
    Projection projection = of(Ledger.empty(limits).drafted(), source, codec);
    source.scan(
        0,
        stored -> {
          projection.append(codec.open(stored));
          return true;
        });
    return projection.settled();
  }

  private Projection settled() {
    return of(ledger.settled(), source, codec);
  }

  /** Takes in the next entry of the ledger. */
  public synchronized void append(PlacedEntry placed) {
    append(placed.place().stream(), placed.place().sequence(), placed.entry());
  }

  private void append(StreamId stream, long sequence, Entry entry) {
    ledger = remembering(stream, sequence - 1).after(stream, sequence, entry);
  }

  /** The ledger with the entity of a stream in it, should it have been forgotten. */
  private Ledger remembering(StreamId stream, long sequence) {
    Ledger present = ledger;
    if (sequence == 0 || present.forgotNone() || present.sequence(stream) > 0) {
      return present;
    }
    return reader
        .read(stream, placed -> placed.place().sequence() <= sequence)
        .filter(EntityView::atRest)
        .map(present::recalled)
        .orElse(present);
  }

  /** The ledger now. */
  public Ledger ledger() {
    return ledger;
  }

  /**
   * Takes in an entry that is durable since now. What recovery replays is not fed here, see {@link
   * #catchUp}.
   *
   * @return whether it was new; an entry that is known already changes nothing
   * @throws ChainBroken if entries before it are missing
   */
  public synchronized boolean apply(StreamId stream, long sequence, Entry entry) {
    if (sequence <= ledger.sequence(stream)) {
      return false;
    }
    append(stream, sequence, entry);
    return true;
  }

  /**
   * Takes in what is missing of a stream up to a sequence number: to be called when an entity has
   * recovered, as its last write may have come to be though it was answered with a failure. Reads
   * nothing if nothing is missing.
   *
   * @return how many entries were new
   */
  public synchronized long catchUp(StreamId stream, long sequence) {
    long known = ledger.sequence(stream);
    if (known == 0 && !ledger.forgotNone()) {
      known = forgottenAt(stream, sequence);
    }
    long next = known + 1;
    while (next <= sequence) {
      List<StoredEntry> page = source.stream(stream, next, sequence, EntrySource.PAGE);
      if (page.isEmpty()) {
        throw new ChainBroken(stream, next, "it was recovered, and is not there");
      }
      for (StoredEntry stored : page) {
        append(codec.open(stored));
      }
      next += page.size();
    }
    return sequence - Math.min(known, sequence);
  }

  /** With which entry of a stream its entity was forgotten, 0 if it was not. */
  private long forgottenAt(StreamId stream, long sequence) {
    return reader
        .lastAtRest(stream, placed -> placed.place().sequence() <= sequence)
        .filter(ledger::hasForgotten)
        .map(view -> view.account().chain().sequence())
        .orElse(0L);
  }
}
