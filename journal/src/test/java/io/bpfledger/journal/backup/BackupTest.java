package io.bpfledger.journal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.objects.ObjectStore;
import io.bpfledger.journal.objects.StoredObject;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.inspection.StorageInspection;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.kit.TestLedger.Backend;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import io.bpfledger.journal.store.row.EventTable;
import io.bpfledger.journal.store.row.SnapshotContent;
import io.bpfledger.journal.store.row.SnapshotTable;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.verification.Flaw;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class BackupTest {

  private static final int EVENTS = 2_345;

  @TempDir private Path scratch;

  /** A ledger with events, a snapshot and an object. */
  private record Source(LedgerStore store, ObjectStore objects, Digest object)
      implements AutoCloseable {

    static Source open(StoreSettings settings) throws IOException, SQLException {
      LedgerStore store = LedgerStore.open(settings, TestLedger.CLOCK).orThrow();
      ObjectStore objects =
          ObjectStore.open(store.folder().objects(), Duration.ZERO, TestLedger.CLOCK);
      Digest object = objects.put("bytecode".getBytes(StandardCharsets.UTF_8));
      Source source = new Source(store, objects, object);
      List<EventContent> events = new ArrayList<>();
      for (int number = 1; number <= EVENTS; number++) {
        events.add(event(number));
      }
      source.write(events);
      try (Connection connection = store.database().connect()) {
        SnapshotTable.save(
            connection, new SnapshotContent("stream", 9, 1, 1, "heard", bytes("state")));
      }
      return source;
    }

    void write(List<EventContent> events) throws SQLException {
      try (Connection connection = store.database().connect()) {
        connection.setAutoCommit(false);
        EventTable.append(connection, events);
        connection.commit();
      }
    }

    BackupReport backUp(Path folder) throws IOException {
      return new Backup(store, objects, TestLedger.CLOCK).into(folder);
    }

    @Override
    public void close() throws IOException {
      store.close();
    }
  }

  private static EventContent event(int number) {
    return new EventContent("stream", number, "writer", number, "", 1, "said", bytes("e" + number));
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static List<EventContent> contents(LedgerStore ledger) {
    List<EventContent> contents = new ArrayList<>();
    ledger.reader().inOrder(0, event -> contents.add(event.content()));
    return contents;
  }

  @ParameterizedTest
  @EnumSource
  void backupOfAnOpenLedgerOpensAsTheSameLedger(Backend backend) throws IOException, SQLException {
    try (Source source = Source.open(backend.settings(scratch))) {
      Path folder = scratch.resolve("backup");
      List<EventContent> before = contents(source.store());

      BackupReport report = source.backUp(folder);
      source.write(List.of(event(EVENTS + 1)));

      assertThat(report).isEqualTo(new BackupReport(folder, EVENTS, 1, 1, List.of()));
      assertThat(report.complete()).isTrue();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
          .isEqualTo("rwx------");
      try (LedgerStore copy =
          LedgerStore.open(new StoreSettings.Sqlite(folder), TestLedger.CLOCK).orThrow()) {
        assertThat(contents(copy)).isEqualTo(before);
        assertThat(StorageInspection.of(copy.database()).flawless()).isTrue();
        ObjectStore copies =
            ObjectStore.open(copy.folder().objects(), Duration.ZERO, TestLedger.CLOCK);
        assertThat(copies.get(source.object())).isInstanceOf(StoredObject.Intact.class);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedObjectIsNamedAndMakesTheBackupIncomplete(Backend backend)
      throws IOException, SQLException {
    try (Source source = Source.open(backend.settings(scratch))) {
      Files.writeString(
          source.store().folder().objects().resolve("sha256").resolve(source.object().hex()),
          "something else");
      BackupReport report = source.backUp(scratch.resolve("backup"));
      assertThat(report.complete()).isFalse();
      assertThat(report.flaws())
          .extracting(Flaw::place)
          .containsExactly("object " + source.object());
    }
  }

  @ParameterizedTest
  @EnumSource
  void damagedRowStaysDamagedInTheBackup(Backend backend) throws IOException, SQLException {
    try (Source source = Source.open(backend.settings(scratch))) {
      try (Connection connection = source.store().database().connect();
          var statement = connection.createStatement()) {
        statement.execute("UPDATE snapshot SET created = 7 WHERE persistence_id = 'stream'");
      }
      assertThat(source.backUp(scratch.resolve("backup")).flaws())
          .extracting(Flaw::toString)
          .containsExactly("snapshot of stream at 9: its seal is broken");
    }
  }

  @ParameterizedTest
  @EnumSource
  void folderThatIsThereIsNotWrittenInto(Backend backend) throws IOException, SQLException {
    try (Source source = Source.open(backend.settings(scratch))) {
      Path folder = Files.createDirectory(scratch.resolve("backup"));
      assertThatThrownBy(() -> source.backUp(folder)).hasMessageContaining("is there already");
      assertThat(folder).isEmptyDirectory();
    }
  }
}
