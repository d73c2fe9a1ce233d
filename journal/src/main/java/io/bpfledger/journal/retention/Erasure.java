package io.bpfledger.journal.retention;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.HostEvent.EntriesErased;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreFailure;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.SnapshotTable;
import io.bpfledger.journal.store.row.StoredEvent;
import io.bpfledger.journal.value.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Carries out what {@link EntriesErased} events in a host's stream say. Safe to run again: at each
 * start, and after each such event.
 */
public final class Erasure {

  private static final int READ_AT_ONCE = 500;

  private final LedgerStore store;
  private final EntryCodec codec;

  public Erasure(LedgerStore store, EntryCodec codec) {
    this.store = store;
    this.codec = codec;
  }

  /**
   * Erases what is on record to be erased and is still there.
   *
   * @return how many entries lost their content now
   */
  public int carryOut(StreamId host) {
    int erased = 0;
    List<StoredEvent> batch = read(host, 1);
    while (!batch.isEmpty()) {
      for (StoredEvent event : batch) {
        if (open(host, event).entry().event() instanceof EntriesErased record) {
          erased += carryOut(host, record);
        }
      }
      batch = read(host, batch.getLast().content().sequenceNumber() + 1);
    }
    return erased;
  }

  private List<StoredEvent> read(StreamId host, long from) {
    return store.reader().ofStream(host.toString(), from, Long.MAX_VALUE, READ_AT_ONCE);
  }

  private int carryOut(StreamId host, EntriesErased record) {
    List<StoredEvent> rows = rows(host, record.sequences());
    List<PlacedEntry> entries = rows.stream().map(row -> open(host, row)).toList();
    if (!RunRetention.digests(entries).equals(record.digests())) {
      throw new IllegalStateException(
          "entries of " + host + " are not those that were to be erased; verify the ledger");
    }
    List<EventContent> substitutes = new ArrayList<>();
    for (int index = 0; index < rows.size(); index++) {
      Entry entry = entries.get(index).entry();
      if (!(entry.event() instanceof HostEvent.Erased)) {
        substitutes.add(substitute(rows.get(index).content(), codec.erase(entry)));
      }
    }
    if (!substitutes.isEmpty()) {
      write(host, substitutes);
    }
    return substitutes.size();
  }

  private List<StoredEvent> rows(StreamId host, List<Long> sequences) {
    Set<Long> wanted = new HashSet<>(sequences);
    List<StoredEvent> rows = new ArrayList<>();
    long last = sequences.isEmpty() ? 0 : sequences.getLast();
    long next = sequences.isEmpty() ? 1 : sequences.getFirst();
    while (next <= last) {
      List<StoredEvent> batch = store.reader().ofStream(host.toString(), next, last, READ_AT_ONCE);
      batch.stream()
          .filter(row -> wanted.contains(row.content().sequenceNumber()))
          .forEach(rows::add);
      next = batch.isEmpty() ? last + 1 : batch.getLast().content().sequenceNumber() + 1;
    }
    return rows;
  }

  private PlacedEntry open(StreamId host, StoredEvent row) {
    EventContent content = row.content();
    Payload payload = Payload.ofStored(content.payload().toByteArray());
    return new PlacedEntry(
        new Place(row.ordering(), host, content.sequenceNumber()),
        codec.open(content.manifest(), payload));
  }

  private EventContent substitute(EventContent content, Entry erased) {
    return new EventContent(
        content.persistenceId(),
        content.sequenceNumber(),
        content.writer(),
        content.writtenAtMillis(),
        content.adapterManifest(),
        content.serializer(),
        codec.manifest(erased),
        Bytes.owning(erased.payload().toByteArray()));
  }

  /**
   * In one commit: a run of which the end is there and the beginning is not can't be folded.
   * Snapshots from between the erased entries knew of runs that nobody can fold any more.
   */
  private void write(StreamId host, List<EventContent> substitutes) {
    try (Connection connection = store.database().connect()) {
      connection.setAutoCommit(false);
      for (EventContent substitute : substitutes) {
        EventTable.erase(connection, substitute);
      }
      SnapshotTable.deleteUpTo(connection, host.toString(), substitutes.getLast().sequenceNumber());
      connection.commit();
    } catch (SQLException failure) {
      throw new StoreFailure("erase entries of " + host, store.database().name(), failure);
    }
  }
}
