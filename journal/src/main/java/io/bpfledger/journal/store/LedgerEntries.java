package io.bpfledger.journal.store;

import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.StoredEvent;
import io.bpfledger.journal.value.StreamId;
import java.util.List;

/**
 * The rows of a ledger as entries. A row whose seal is broken is no entry: whoever reads it is told
 * so with {@link EntryUnreadable}.
 */
public final class LedgerEntries implements EntrySource {

  private final LedgerReader reader;

  public LedgerEntries(LedgerReader reader) {
    this.reader = reader;
  }

  @Override
  public void scan(long afterOrdering, Visitor visitor) {
    ReadAhead.scan(reader, afterOrdering, visitor);
  }

  @Override
  public List<StoredEntry> stream(StreamId stream, long from, long to, int limit) {
    return reader.ofStream(stream.toString(), from, to, limit).stream()
        .map(LedgerEntries::entry)
        .toList();
  }

  /**
   * A row as an entry.
   *
   * @throws EntryUnreadable if it is none, or not as it was written
   */
  public static StoredEntry entry(StoredEvent row) {
    if (!row.intact()) {
      throw new EntryUnreadable(row.name() + " is not as it was written: its seal is broken");
    }
    return unchecked(row);
  }

  /**
   * A row as an entry, for those who look for flaws: the seal may be broken.
   *
   * @throws EntryUnreadable if it is none
   */
  public static StoredEntry unchecked(StoredEvent row) {
    EventContent content = row.content();
    StreamId stream;
    try {
      stream = StreamId.parse(content.persistenceId());
    } catch (IllegalArgumentException foreign) {
      throw new EntryUnreadable(row.name() + " is of no stream of a ledger", foreign);
    }
    return new StoredEntry(
        new Place(row.ordering(), stream, content.sequenceNumber()),
        content.manifest(),
        Payload.owning(content.payload().toByteArray()));
  }
}
