package io.bpfledger.journal.backup;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.export.ExportWriter;
import io.bpfledger.journal.export.ExportedLedger;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.objects.StoredObject;
import io.bpfledger.journal.store.LedgerEntries;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StateFolder;
import io.bpfledger.journal.store.database.PrivateFile;
import io.bpfledger.journal.value.Digest;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A ledger as a folder of its own: the entries as text in {@code ledger.jsonl}, the same text for
 * the same ledger, and the objects beside it.
 */
public final class LedgerExport {

  private static final String ENTRIES = "ledger.jsonl";

  private LedgerExport() {}

  /** Writes an open ledger into a folder that is not there yet. */
  public static LedgerHead write(
      LedgerStore store, ObjectStore objects, Path folder, InstantSource clock) throws IOException {
    if (Files.exists(folder)) {
      throw new IOException(folder + " is there already; an export needs a new folder");
    }
    new StateFolder(folder).create();
    Path file = folder.resolve(ENTRIES);
    PrivateFile.create(file);
    try (ObjectStore.Hold _ = objects.hold();
        BufferedWriter writer =
            Files.newBufferedWriter(file, StandardCharsets.UTF_8, StandardOpenOption.WRITE)) {
      LedgerHead head =
          ExportWriter.write(new LedgerEntries(store.reader()), new EntryCodec(), writer);
      copyObjects(objects, objectsOf(folder, clock));
      return head;
    }
  }

  /** Brings an export into an empty ledger and its object store. */
  public static ImportOutcome read(
      Path folder, LedgerStore target, ObjectStore objects, InstantSource clock)
      throws IOException {
    copyObjects(ObjectStore.reading(new StateFolder(folder).objects()), objects);
    return EntryImport.into(
        target, new ExportedLedger(folder.resolve(ENTRIES), new EntryCodec()), clock);
  }

  private static ObjectStore objectsOf(Path folder, InstantSource clock) throws IOException {
    return ObjectStore.open(new StateFolder(folder).objects(), Duration.ZERO, clock);
  }

  /** Only what is whole: a damaged object is named by the audit of either ledger. */
  private static void copyObjects(ObjectStore from, ObjectStore into) throws IOException {
    for (Digest digest : from.all()) {
      if (from.get(digest) instanceof StoredObject.Intact object) {
        into.put(object.toByteArray());
      }
    }
  }
}
