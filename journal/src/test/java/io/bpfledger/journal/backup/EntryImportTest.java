package io.bpfledger.journal.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.HostEvent.ServiceStarted;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.store.LedgerEntries;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.StoreSettings;
import io.bpfledger.journal.store.inspection.StorageInspection;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.kit.TestLedger.Backend;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Instance;
import io.bpfledger.journal.value.StreamId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class EntryImportTest {

  private static final int ENTRIES = 2_500;

  @TempDir private Path scratch;

  /** Entries of seven streams, mixed. */
  private static MemoryLedger entries() {
    MemoryLedger ledger = new MemoryLedger();
    for (int number = 0; number < ENTRIES; number++) {
      StreamId stream = StreamId.of(Instance.parse("01JD3W%020d".formatted(number % 7)));
      ledger.post(stream, Samples.BY_START, new ServiceStarted("host", "6.1.0", "v" + number));
    }
    return ledger;
  }

  private static List<String> described(EntrySource source) {
    List<String> entries = new ArrayList<>();
    source.scan(
        0,
        entry ->
            entries.add(
                entry.place().stream()
                    + "#"
                    + entry.place().sequence()
                    + " "
                    + entry.manifest()
                    + " "
                    + entry.payload().digest()));
    return entries;
  }

  @ParameterizedTest
  @EnumSource
  void importedEntriesAreTheSameInTheSameOrder(Backend backend) throws IOException {
    MemoryLedger source = entries();
    try (LedgerStore store =
        LedgerStore.open(backend.settings(scratch), TestLedger.CLOCK).orThrow()) {
      ImportOutcome outcome = EntryImport.into(store, source, TestLedger.CLOCK);
      assertThat(outcome).isInstanceOf(ImportOutcome.Imported.class);
      assertThat(outcome.report().head()).isEqualTo(source.head());

      EntrySource imported = new LedgerEntries(store.reader());
      assertThat(described(imported)).isEqualTo(described(source));
      assertThat(Projection.scan(imported, new EntryCodec()).ledger())
          .isEqualTo(Projection.scan(source, new EntryCodec()).ledger());
      assertThat(StorageInspection.of(store.database()).flaws()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void entriesOfOneStreamAreReadByTheirNumbers(Backend backend) throws IOException {
    MemoryLedger source = entries();
    StreamId stream = StreamId.of(Instance.parse("01JD3W%020d".formatted(3)));
    try (LedgerStore store =
        LedgerStore.open(backend.settings(scratch), TestLedger.CLOCK).orThrow()) {
      EntryImport.into(store, source, TestLedger.CLOCK);
      assertThat(new LedgerEntries(store.reader()).stream(stream, 3, 100, 4))
          .extracting(entry -> entry.place().sequence())
          .containsExactly(3L, 4L, 5L, 6L);
      List<StoredEntry> two = new ArrayList<>();
      new LedgerEntries(store.reader())
          .scan(
              5,
              entry -> {
                two.add(entry);
                return two.size() < 2;
              });
      assertThat(two).extracting(entry -> entry.place().ordering()).containsExactly(6L, 7L);
    }
  }

  @Test
  void scanEndsWithTheRowThatIsNoEntry() throws IOException, SQLException {
    try (LedgerStore store =
        LedgerStore.open(TestLedger.sqlite(scratch), TestLedger.CLOCK).orThrow()) {
      EntryImport.into(store, entries(), TestLedger.CLOCK);
      try (Connection connection = store.database().connect();
          Statement statement = connection.createStatement()) {
        statement.execute("DROP TRIGGER event_journal_is_never_changed");
        statement.execute("UPDATE event_journal SET writer = 'me' WHERE ordering = 1700");
      }
      List<Long> seen = new ArrayList<>();
      assertThatThrownBy(
              () ->
                  new LedgerEntries(store.reader())
                      .scan(0, entry -> seen.add(entry.place().ordering())))
          .isInstanceOf(EntryUnreadable.class)
          .hasMessageContaining("its seal is broken");
      assertThat(seen).hasSize(1699).endsWith(1699L);
    }
  }

  @Test
  void visitorThatFailsEndsTheScan() throws IOException {
    try (LedgerStore store =
        LedgerStore.open(TestLedger.sqlite(scratch), TestLedger.CLOCK).orThrow()) {
      EntryImport.into(store, entries(), TestLedger.CLOCK);
      assertThatThrownBy(
              () ->
                  new LedgerEntries(store.reader())
                      .scan(
                          0,
                          _ -> {
                            throw new IllegalStateException("no more");
                          }))
          .hasMessage("no more");
    }
  }

  @Test
  void ledgerThatHoldsEntriesIsNotImportedInto() throws IOException {
    StoreSettings settings = TestLedger.sqlite(scratch);
    try (LedgerStore store = LedgerStore.open(settings, TestLedger.CLOCK).orThrow()) {
      EntryImport.into(store, entries(), TestLedger.CLOCK);
      assertThatThrownBy(() -> EntryImport.into(store, entries(), TestLedger.CLOCK))
          .hasMessageContaining("is not empty");
      assertThat(store.reader().highestOrdering()).isEqualTo(ENTRIES);
    }
  }

  @Test
  void entriesThatAreNotSoundAreNotTaken() throws IOException {
    MemoryLedger source = entries();
    source.erase(StreamId.of(Instance.parse("01JD3W%020d".formatted(2))), 5);
    try (LedgerStore store =
        LedgerStore.open(TestLedger.sqlite(scratch), TestLedger.CLOCK).orThrow()) {
      ImportOutcome outcome = EntryImport.into(store, source, TestLedger.CLOCK);
      assertThat(outcome).isInstanceOf(ImportOutcome.Unsound.class);
      assertThat(outcome.report().flawCount()).isPositive();
      assertThat(store.reader().highestOrdering()).isZero();
    }
  }

  @Test
  void importThatBreaksOffLeavesTheLedgerEmpty() throws IOException {
    StoreSettings settings = TestLedger.sqlite(scratch);
    EntrySource breaking =
        new EntrySource() {
          @Override
          public void scan(long afterOrdering, Visitor visitor) {
            entries().scan(afterOrdering, visitor);
            throw new IllegalStateException("the file ends within a line");
          }

          @Override
          public List<StoredEntry> stream(StreamId stream, long from, long to, int limit) {
            return List.of();
          }
        };
    try (LedgerStore store = LedgerStore.open(settings, TestLedger.CLOCK).orThrow()) {
      assertThatThrownBy(() -> EntryImport.into(store, breaking, TestLedger.CLOCK))
          .hasMessage("the file ends within a line");
      assertThat(store.reader().highestOrdering()).isZero();
    }
  }
}
