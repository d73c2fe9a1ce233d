package io.bpfledger.journal.store.kit;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.codec.SnapshotCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.serialization.EntrySerializer;
import io.bpfledger.journal.serialization.SnapshotSerializer;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.store.database.Database;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.SnapshotContent;
import io.bpfledger.journal.store.row.SnapshotTable;
import io.bpfledger.journal.value.StreamId;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes real entries into a ledger as its entities would, without the entities. */
public final class EntryWriter {

  private final Database database;
  private final EntryCodec codec = new EntryCodec();
  private final SnapshotCodec snapshots = new SnapshotCodec();
  private final Map<StreamId, Account> accounts = new TreeMap<>();
  private final List<EventContent> waiting = new ArrayList<>();

  public EntryWriter(Database database) {
    this.database = database;
  }

  /** Seals an event; {@link #write} writes it. */
  public Entry add(StreamId stream, Envelope envelope, Event event) {
    Account account = account(stream);
    Entry entry = codec.seal(account.chain(), envelope, event);
    accounts.put(stream, account.after(entry));
    waiting.add(
        new EventContent(
            stream.toString(),
            account.chain().next(),
            "writer",
            envelope.time().toEpochMilli(),
            "",
            EntrySerializer.IDENTIFIER,
            codec.manifest(entry),
            Bytes.owning(entry.payload().toByteArray())));
    return entry;
  }

  public void write() throws SQLException {
    try (Connection connection = database.connect()) {
      connection.setAutoCommit(false);
      EventTable.append(connection, waiting);
      connection.commit();
    }
    waiting.clear();
  }

  public void saveSnapshot(StreamId stream) throws SQLException {
    Account account = account(stream);
    try (Connection connection = database.connect()) {
      SnapshotTable.save(
          connection,
          new SnapshotContent(
              stream.toString(),
              account.chain().sequence(),
              1,
              SnapshotSerializer.IDENTIFIER,
              snapshots.manifest(account),
              Bytes.owning(snapshots.write(account))));
    }
  }

  public Account account(StreamId stream) {
    return accounts.getOrDefault(stream, Account.open(stream));
  }

  public Map<StreamId, Account> accounts() {
    return accounts;
  }
}
