package io.bpfledger.journal.backup;

import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.objects.StoredObject;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StateFolder;
import io.bpfledger.journal.store.StoreFailure;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.database.PostgresqlDatabase;
import io.bpfledger.journal.store.database.SqliteDatabase;
import io.bpfledger.journal.store.inspection.StorageInspection;
import io.bpfledger.journal.store.inspection.StorageReport;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.verification.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Makes backups of an open ledger. */
public final class Backup {

  private final LedgerStore source;
  private final ObjectStore objects;
  private final InstantSource clock;

  public Backup(LedgerStore source, ObjectStore objects, InstantSource clock) {
    this.source = source;
    this.objects = objects;
    this.clock = clock;
  }

  /** Writes a backup into a folder that is not there yet. */
  public BackupReport into(Path folder) throws IOException {
    if (Files.exists(folder)) {
      throw new IOException(folder + " is there already; a backup needs a new folder");
    }
    StateFolder target = new StateFolder(folder);
    List<Flaw> flaws = new ArrayList<>();
    long copied;
    // What the copied events name must not be collected before it is copied too.
    try (ObjectStore.Hold _ = objects.hold()) {
      copyDatabase(target);
      copied = copyObjects(target, flaws);
    }
    StorageReport report = StorageInspection.of(new SqliteDatabase(target.database()));
    flaws.addAll(report.flaws());
    return new BackupReport(folder, report.events(), report.snapshots(), copied, flaws);
  }

  private void copyDatabase(StateFolder target) throws IOException {
    try (Connection connection = source.database().connect()) {
      switch (source.database()) {
        case SqliteDatabase _ -> {
          target.create();
          SqliteDatabase.copyInto(connection, target.database());
          open(target).close();
        }
        case PostgresqlDatabase _ -> {
          try (LedgerStore copy = open(target);
              Connection into = copy.database().connect()) {
            RowCopy.of(connection, into);
          }
        }
      }
    } catch (SQLException failure) {
      throw new StoreFailure("back up", source.database().name(), failure);
    }
  }

  /** Opening brings the copy into the form of a ledger, and would refuse anything else. */
  private LedgerStore open(StateFolder target) {
    return LedgerStore.open(new StoreSettings.Sqlite(target.path()), clock).orThrow();
  }

  private long copyObjects(StateFolder target, List<Flaw> flaws) throws IOException {
    ObjectStore into = ObjectStore.open(target.objects(), Duration.ZERO, clock);
    long copied = 0;
    for (Digest digest : objects.all()) {
      switch (objects.get(digest)) {
        case StoredObject.Intact object -> {
          into.put(object.toByteArray());
          copied++;
        }
        case StoredObject.Damaged(_, String why) -> flaws.add(new Flaw("object " + digest, why));
        case StoredObject.Missing _ ->
            flaws.add(new Flaw("object " + digest, "it vanished while it was copied"));
      }
    }
    return copied;
  }
}
