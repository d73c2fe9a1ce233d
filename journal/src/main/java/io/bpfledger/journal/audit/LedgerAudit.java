package io.bpfledger.journal.audit;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.codec.SnapshotCodec;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.serialization.EntrySerializer;
import io.bpfledger.journal.store.LedgerEntries;
import io.bpfledger.journal.store.LedgerReader;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.Opening;
import io.bpfledger.journal.store.StateFolder;
import io.bpfledger.journal.store.StateLock;
import io.bpfledger.journal.store.StoreFailure;
import io.bpfledger.journal.store.StoreRefusal;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.database.Database;
import io.bpfledger.journal.store.database.SqliteDatabase;
import io.bpfledger.journal.store.inspection.StorageInspection;
import io.bpfledger.journal.store.inspection.StorageReport;
import io.bpfledger.journal.store.inspection.WriteAheadLog;
import io.bpfledger.journal.store.row.StoredEvent;
import io.bpfledger.journal.store.row.StoredSnapshot;
import io.bpfledger.journal.verification.Flaw;
import io.bpfledger.journal.verification.Flaws;
import io.bpfledger.journal.verification.LedgerVerification;
import io.bpfledger.journal.verification.VerificationReport;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Audits a ledger, open or closed, without changing it. */
public final class LedgerAudit {

  private final Database database;
  private final ObjectStore objects;
  private final EntryCodec codec;
  private final SnapshotCodec snapshots;
  private final Flaws unreadable = new Flaws();
  private final LedgerVerification verification;
  private final NamedObjects named;

  private LedgerAudit(Database database, ObjectStore objects) {
    this.database = database;
    this.objects = objects;
    this.codec = new EntryCodec();
    this.snapshots = new SnapshotCodec();
    this.verification = new LedgerVerification(codec);
    this.named = new NamedObjects();
  }

  /** Audits a ledger while it is in use. */
  public static AuditReport of(LedgerStore store, ObjectStore objects) throws IOException {
    return new LedgerAudit(store.database(), objects).audit(Optional.empty());
  }

  /**
   * Audits a ledger that nobody uses, the log of a killed service included; refused while somebody
   * does.
   */
  public static Opening<AuditReport> ofClosed(StoreSettings settings, InstantSource clock)
      throws IOException {
    StateFolder folder = new StateFolder(settings.stateFolder());
    Optional<StateLock> lock = StateLock.acquire(folder, clock);
    if (lock.isEmpty()) {
      return Opening.refused(
          new StoreRefusal.Held(folder.path().toString(), StateLock.holder(folder)));
    }
    try (StateLock _ = lock.get()) {
      Optional<Flaw> log =
          settings.database() instanceof SqliteDatabase sqlite
              ? WriteAheadLog.inspect(sqlite.file())
              : Optional.empty();
      ObjectStore objects = ObjectStore.reading(folder.objects());
      return Opening.opened(new LedgerAudit(settings.database(), objects).audit(log));
    }
  }

  private AuditReport audit(Optional<Flaw> log) throws IOException {
    StorageReport storage = StorageInspection.of(database);
    LedgerReader reader = LedgerReader.of(database);
    try {
      reader.snapshots(this::accept);
      reader.inOrder(0, this::accept);
    } catch (StoreFailure failure) {
      unreadable.add(database.name(), String.valueOf(failure.getMessage()));
    }
    VerificationReport entries = verification.finish();
    ObjectAudit objectAudit = ObjectAudit.of(objects, named);

    List<Flaw> flaws = new ArrayList<>();
    log.ifPresent(flaws::add);
    flaws.addAll(storage.flaws());
    flaws.addAll(unreadable.listed());
    flaws.addAll(entries.flaws());
    flaws.addAll(objectAudit.flaws().listed());
    long count =
        (log.isPresent() ? 1 : 0)
            + storage.flawCount()
            + unreadable.count()
            + entries.flawCount()
            + objectAudit.flaws().count();
    return new AuditReport(storage, entries, objectAudit.read(), flaws, count);
  }

  /** A snapshot of an older program can't be read and is no flaw: nobody will use it. */
  private boolean accept(StoredSnapshot row) {
    try {
      verification.expect(
          snapshots.read(row.content().manifest(), row.content().payload().toByteArray()));
    } catch (EntryUnreadable of) {
      if (row.content().manifest().endsWith("#" + SnapshotCodec.VERSION)) {
        unreadable.add(row.name(), String.valueOf(of.getMessage()));
      }
    }
    return true;
  }

  /** Rows with a broken seal too: the inspection has named them, and most of them may be whole. */
  private boolean accept(StoredEvent row) {
    if (row.content().serializer() != EntrySerializer.IDENTIFIER) {
      unreadable.add(row.name(), "was written by serializer " + row.content().serializer());
    }
    try {
      StoredEntry stored = LedgerEntries.unchecked(row);
      verification.accept(stored);
      named.accept(stored, codec);
    } catch (EntryUnreadable damaged) {
      unreadable.add(row.name(), String.valueOf(damaged.getMessage()));
    }
    return true;
  }
}
