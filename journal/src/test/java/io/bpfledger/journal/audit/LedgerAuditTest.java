package io.bpfledger.journal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.backup.Backup;
import io.bpfledger.journal.backup.ImportOutcome;
import io.bpfledger.journal.backup.LedgerExport;
import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.event.HostEvent.ServiceStarted;
import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.store.LedgerEntries;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.Opening;
import io.bpfledger.journal.store.StoreRefusal;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.kit.EntryWriter;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.kit.TestLedger.Backend;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.StoredEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.verification.Flaw;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class LedgerAuditTest {

  private static final StreamId HOST = StreamId.of(Samples.INSTANCE);
  private static final StreamId PROGRAM = StreamId.of(Samples.PROGRAM);

  /** What {@link Samples#DIGEST} is of. */
  private static final byte[] BYTECODE = {1, 2, 3};

  @TempDir private Path scratch;

  /** A ledger with a host, a program, its bytecode, and a snapshot of the host. */
  private record Books(LedgerStore store, ObjectStore objects) implements AutoCloseable {

    static Books open(StoreSettings settings) throws IOException, SQLException {
      LedgerStore store = LedgerStore.open(settings, TestLedger.CLOCK).orThrow();
      ObjectStore objects =
          ObjectStore.open(store.folder().objects(), Duration.ZERO, TestLedger.CLOCK);
      objects.put(BYTECODE);
      EntryWriter writer = new EntryWriter(store.database());
      for (int start = 1; start <= 5; start++) {
        writer.add(HOST, Samples.BY_START, new ServiceStarted("host", "6.1.0", "0." + start));
      }
      writer.add(PROGRAM, Samples.ENVELOPE, Samples.event("program.load-requested.1.plain"));
      writer.add(PROGRAM, Samples.ENVELOPE, Samples.event("program.loaded.1"));
      writer.write();
      writer.saveSnapshot(HOST);
      return new Books(store, objects);
    }

    AuditReport audit() throws IOException {
      return LedgerAudit.of(store, objects);
    }

    List<String> flaws() throws IOException {
      return audit().flaws().stream().map(Flaw::toString).toList();
    }

    /** As somebody would who knows SQL and this program. */
    void alter(StreamId stream, long sequence, EventContent content) throws SQLException {
      execute("DROP TRIGGER IF EXISTS event_journal_is_never_changed");
      try (Connection connection = store.database().connect()) {
        assertThat(EventTable.erase(connection, content)).as(stream + "#" + sequence).isTrue();
      }
    }

    StoredEvent row(StreamId stream, long sequence) {
      return store.reader().ofStream(stream.toString(), sequence, sequence, 1).getFirst();
    }

    void execute(String sql) throws SQLException {
      try (Connection connection = store.database().connect();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    Path object() {
      return store.folder().objects().resolve("sha256").resolve(Samples.DIGEST.hex());
    }

    @Override
    public void close() throws IOException {
      store.close();
    }
  }

  private static EventContent with(EventContent content, byte[] payload) {
    return new EventContent(
        content.persistenceId(),
        content.sequenceNumber(),
        content.writer(),
        content.writtenAtMillis(),
        content.adapterManifest(),
        content.serializer(),
        content.manifest(),
        Bytes.copyOf(payload));
  }

  @ParameterizedTest
  @EnumSource
  void ledgerAsItWasWrittenIsSound(Backend backend) throws IOException, SQLException {
    try (Books books = Books.open(backend.settings(scratch))) {
      AuditReport report = books.audit();
      assertThat(report.flaws()).isEmpty();
      assertThat(report.sound()).isTrue();
      assertThat(report.storage().events()).isEqualTo(7);
      assertThat(report.entries().streams()).isEqualTo(2);
      assertThat(report.entries().snapshots()).isEqualTo(1);
      assertThat(report.objects()).isEqualTo(1);
    }
  }

  @Test
  void entryAlteredAndSealedAgainIsNamed() throws IOException, SQLException {
    try (Books books = Books.open(TestLedger.sqlite(scratch))) {
      EventContent content = books.row(HOST, 3).content();
      byte[] payload = content.payload().toByteArray();
      payload[payload.length / 2] ^= 1;
      books.alter(HOST, 3, with(content, payload));
      assertThat(books.flaws()).anySatisfy(flaw -> assertThat(flaw).startsWith(HOST + "#3"));
    }
  }

  @Test
  void lastEntryAlteredAndSealedAgainIsNamed() throws IOException, SQLException {
    try (Books books = Books.open(TestLedger.sqlite(scratch))) {
      EventContent content = books.row(PROGRAM, 2).content();
      byte[] payload = content.payload().toByteArray();
      payload[10] ^= 1;
      books.alter(PROGRAM, 2, with(content, payload));
      assertThat(books.flaws()).anySatisfy(flaw -> assertThat(flaw).startsWith(PROGRAM + "#2"));
    }
  }

  @Test
  void columnThatRottedIsNamedOnceAndTheEntryIsStillRead() throws IOException, SQLException {
    try (Books books = Books.open(TestLedger.sqlite(scratch))) {
      books.execute("DROP TRIGGER event_journal_is_never_changed");
      books.execute("UPDATE event_journal SET write_timestamp = 1 WHERE ordering = 3");
      assertThat(books.flaws())
          .filteredOn(flaw -> !flaw.startsWith("schema"))
          .containsExactly(HOST + "#3: its seal is broken (row 3)");
    }
  }

  @Test
  void missingEntryIsNamed() throws IOException, SQLException {
    try (Books books = Books.open(TestLedger.sqlite(scratch))) {
      books.execute("DROP TRIGGER event_journal_is_never_deleted");
      books.execute("DELETE FROM event_journal WHERE ordering = 2");
      assertThat(books.flaws())
          .anySatisfy(
              flaw -> assertThat(flaw).startsWith(HOST + "#3").contains("entry 2 is missing"));
    }
  }

  @Test
  void snapshotOfAnotherStateIsNamed() throws IOException, SQLException {
    try (Books books = Books.open(TestLedger.sqlite(scratch))) {
      EntryWriter other = new EntryWriter(books.store().database());
      for (int start = 1; start <= 4; start++) {
        other.add(HOST, Samples.BY_START, new ServiceStarted("other", "6.1.0", "1." + start));
      }
      other.saveSnapshot(HOST);
      assertThat(books.flaws())
          .singleElement()
          .asString()
          .startsWith("snapshot " + HOST + "#4")
          .contains("not what the entries come to");
    }
  }

  @Test
  void objectsThatRottedVanishedOrDoNotBelongAreNamed() throws IOException, SQLException {
    try (Books books = Books.open(TestLedger.sqlite(scratch))) {
      Files.write(books.object(), new byte[] {9});
      assertThat(books.flaws()).singleElement().asString().startsWith("object " + Samples.DIGEST);

      Files.delete(books.object());
      assertThat(books.flaws())
          .containsExactly(
              "object " + Samples.DIGEST + ": is missing, and wanted by [" + PROGRAM + "]");

      Files.write(books.object(), BYTECODE);
      Files.write(books.object().resolveSibling("notes.txt"), BYTECODE);
      assertThat(books.flaws()).containsExactly("object folder: notes.txt is no object");
    }
  }

  @Test
  void rowOfAnotherProgramIsNamedAndTheRestIsRead() throws IOException, SQLException {
    try (Books books = Books.open(TestLedger.sqlite(scratch))) {
      try (Connection connection = books.store().database().connect()) {
        EventTable.append(
            connection,
            List.of(
                new EventContent(
                    "shopping", 1, "me", 1, "", 4, "list", Bytes.copyOf(new byte[] {1}))));
      }
      AuditReport report = books.audit();
      assertThat(report.flaws())
          .extracting(Flaw::place)
          .containsExactly("shopping#1", "shopping#1");
      assertThat(report.entries().streams()).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void backupAndImportGiveTheSameLedgerAndTheSameResult(Backend backend)
      throws IOException, SQLException {
    try (Books books = Books.open(backend.settings(scratch))) {
      AuditReport original = books.audit();

      Path backup = scratch.resolve("backup");
      assertThat(
              new Backup(books.store(), books.objects(), TestLedger.CLOCK).into(backup).complete())
          .isTrue();
      AuditReport copied =
          LedgerAudit.ofClosed(new StoreSettings.Sqlite(backup), TestLedger.CLOCK).orThrow();
      assertThat(copied).isEqualTo(original);

      Path export = scratch.resolve("export");
      LedgerHead head =
          LedgerExport.write(books.store(), books.objects(), export, TestLedger.CLOCK);
      assertThat(head).isEqualTo(original.entries().head());
      try (LedgerStore empty =
          LedgerStore.open(new StoreSettings.Sqlite(scratch.resolve("imported")), TestLedger.CLOCK)
              .orThrow()) {
        ObjectStore objects =
            ObjectStore.open(empty.folder().objects(), Duration.ZERO, TestLedger.CLOCK);
        assertThat(LedgerExport.read(export, empty, objects, TestLedger.CLOCK))
            .isInstanceOf(ImportOutcome.Imported.class);
        AuditReport imported = LedgerAudit.of(empty, objects);
        assertThat(imported.sound()).isTrue();
        assertThat(imported.entries().head()).isEqualTo(head);
        assertThat(imported.objects()).isEqualTo(original.objects());
        assertThat(state(empty)).isEqualTo(state(books.store()));
        LedgerExport.write(empty, objects, scratch.resolve("again"), TestLedger.CLOCK);
      }
      assertThat(scratch.resolve("again").resolve("ledger.jsonl"))
          .hasSameTextualContentAs(export.resolve("ledger.jsonl"));
    }
  }

  private static Ledger state(LedgerStore store) {
    return Projection.scan(new LedgerEntries(store.reader()), new EntryCodec()).ledger();
  }

  @Test
  void closedLedgerIsAuditedOnlyWhileNobodyUsesIt() throws IOException, SQLException {
    StoreSettings settings = TestLedger.sqlite(scratch);
    try (Books books = Books.open(settings)) {
      assertThat(books.audit().sound()).isTrue();
      assertThat(LedgerAudit.ofClosed(settings, TestLedger.CLOCK))
          .isInstanceOfSatisfying(
              Opening.Refused.class,
              refused -> assertThat(refused.refusal()).isInstanceOf(StoreRefusal.Held.class));
    }
    assertThat(LedgerAudit.ofClosed(settings, TestLedger.CLOCK).orThrow().sound()).isTrue();
  }
}
