package io.bpfledger.journal.testing;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.value.StreamId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A ledger in memory: what is posted is sealed and kept as its bytes. */
public final class MemoryLedger implements EntrySource {

  private final EntryCodec codec = new EntryCodec();
  private final List<StoredEntry> entries = new ArrayList<>();
  private final Map<StreamId, Account> accounts = new LinkedHashMap<>();

  /** Posts an event to a stream. */
  public Entry post(StreamId stream, Envelope envelope, Event event) {
    Account account = account(stream);
    Entry entry = codec.seal(account.chain(), envelope, event);
    accounts.put(stream, account.after(entry));
    keep(new Place(entries.size() + 1, stream, account.chain().next()), entry);
    return entry;
  }

  private void keep(Place place, Entry entry) {
    entries.add(new StoredEntry(place, codec.manifest(entry), entry.payload()));
  }

  public Account account(StreamId stream) {
    return accounts.getOrDefault(stream, Account.open(stream));
  }

  public List<StoredEntry> entries() {
    return List.copyOf(entries);
  }

  public LedgerHead head() {
    LedgerHead head = LedgerHead.START;
    for (StoredEntry entry : entries) {
      head = head.after(entry.payload().digest());
    }
    return head;
  }

  /** Takes away the content of an entry, as the retention policy does. */
  public void erase(StreamId stream, long sequence) {
    for (int at = 0; at < entries.size(); at++) {
      StoredEntry stored = entries.get(at);
      if (stored.place().stream().equals(stream) && stored.place().sequence() == sequence) {
        Entry erased = codec.erase(codec.open(stored.payload()));
        entries.set(at, new StoredEntry(stored.place(), codec.manifest(erased), erased.payload()));
      }
    }
  }

  @Override
  public void scan(long afterOrdering, Visitor visitor) {
    for (StoredEntry entry : entries) {
      if (entry.place().ordering() > afterOrdering && !visitor.visit(entry)) {
        return;
      }
    }
  }

  @Override
  public List<StoredEntry> stream(StreamId stream, long from, long to, int limit) {
    return entries.stream()
        .filter(entry -> entry.place().stream().equals(stream))
        .filter(entry -> entry.place().sequence() >= from && entry.place().sequence() <= to)
        .limit(limit)
        .toList();
  }
}
