package io.bpfledger.journal.backup;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.serialization.EntrySerializer;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreFailure;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.verification.LedgerVerification;
import io.bpfledger.journal.verification.VerificationReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes entries from elsewhere, such as an export, into an empty ledger: the same payloads in the
 * same order, all of them or none.
 */
public final class EntryImport {

  private static final String WRITER = "import";
  private static final int BATCH = 1_000;

  private final Connection connection;
  private final long timeMillis;
  private final LedgerVerification verification = new LedgerVerification(new EntryCodec());
  private final List<EventContent> waiting = new ArrayList<>(BATCH);
  private long count;

  private EntryImport(Connection connection, long timeMillis) {
    this.connection = connection;
    this.timeMillis = timeMillis;
  }

  /**
   * Imports all entries of a source, if they are sound.
   *
   * @throws IllegalStateException if the ledger is not empty
   */
  public static ImportOutcome into(LedgerStore target, EntrySource source, InstantSource clock) {
    try (Connection connection = target.database().connect()) {
      connection.setAutoCommit(false);
      try {
        if (EventTable.highestOrdering(connection) != 0) {
          throw new IllegalStateException(
              target.database().name() + " is not empty; entries are imported into empty ledgers");
        }
        EntryImport entries = new EntryImport(connection, clock.millis());
        source.scan(0, entries::add);
        entries.write();
        VerificationReport report = entries.verification.finish();
        if (!report.sound()) {
          connection.rollback();
          return new ImportOutcome.Unsound(report);
        }
        connection.commit();
        return new ImportOutcome.Imported(report);
      } catch (SQLException | RuntimeException failure) {
        connection.rollback();
        throw failure;
      }
    } catch (SQLException failure) {
      throw new StoreFailure("import", target.database().name(), failure);
    }
  }

  private boolean add(StoredEntry entry) {
    verification.accept(entry);
    waiting.add(
        new EventContent(
            entry.place().stream().toString(),
            entry.place().sequence(),
            WRITER,
            timeMillis,
            "",
            EntrySerializer.IDENTIFIER,
            entry.manifest(),
            Bytes.owning(entry.payload().toByteArray())));
    count++;
    if (waiting.size() == BATCH) {
      write();
    }
    return true;
  }

  private void write() {
    try {
      EventTable.append(connection, waiting);
    } catch (SQLException failure) {
      throw new StoreFailure("import", "entries up to the " + count + ".", failure);
    }
    waiting.clear();
  }
}
