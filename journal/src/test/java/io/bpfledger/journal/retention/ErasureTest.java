package io.bpfledger.journal.retention;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.HostEvent.EntriesErased;
import io.bpfledger.journal.event.HostEvent.ReconciliationFinished;
import io.bpfledger.journal.event.HostEvent.ReconciliationStarted;
import io.bpfledger.journal.event.HostEvent.ServiceStarted;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.inspection.StorageInspection;
import io.bpfledger.journal.store.kit.EntryWriter;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.kit.TestLedger.Backend;
import io.bpfledger.journal.store.row.StoredEvent;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Principal;
import io.bpfledger.journal.value.RepairMode;
import io.bpfledger.journal.value.RetentionPolicy;
import io.bpfledger.journal.value.RunTrigger;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ErasureTest {

  private static final StreamId HOST = StreamId.of(Samples.INSTANCE);
  private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration BETWEEN = Duration.ofDays(1);
  private static final EntryCodec CODEC = new EntryCodec();

  @TempDir private Path scratch;

  private static Ulid run(int number) {
    return Ulid.parse("01JD3W%020d".formatted(number));
  }

  private static Instant time(int number) {
    return FIRST.plus(BETWEEN.multipliedBy(number));
  }

  private static Envelope at(int number) {
    return new Envelope(
        time(number), Samples.BOOT, new Principal.Reconciler(), new Cause.Occasion("period"));
  }

  private static Event started(int number) {
    return new ReconciliationStarted(
        run(number),
        RunTrigger.PERIOD,
        RepairMode.REPAIR,
        List.of("gap of run " + number),
        Optional.empty(),
        List.of());
  }

  private static Event finished(int number) {
    return new ReconciliationFinished(run(number), List.of(), 10, 20);
  }

  /** A start of the service, then one run a day; the third never finished. */
  private static EntryWriter history(LedgerStore store, int runs) throws SQLException {
    EntryWriter writer = new EntryWriter(store.database());
    writer.add(HOST, at(0), new ServiceStarted("host", "6.1.0", "0.1.0"));
    for (int number = 1; number <= runs; number++) {
      writer.add(HOST, at(number), started(number));
      if (number == 5) {
        writer.write();
        writer.saveSnapshot(HOST);
      }
      if (number != 3) {
        writer.add(HOST, at(number), finished(number));
      }
    }
    writer.write();
    return writer;
  }

  private static List<PlacedEntry> entries(LedgerStore store) {
    List<PlacedEntry> entries = new ArrayList<>();
    for (StoredEvent row : store.reader().ofStream(HOST.toString(), 1, Long.MAX_VALUE, 100_000)) {
      Entry entry =
          CODEC.open(
              row.content().manifest(), Payload.ofStored(row.content().payload().toByteArray()));
      entries.add(
          new PlacedEntry(new Place(row.ordering(), HOST, row.content().sequenceNumber()), entry));
    }
    return entries;
  }

  private static Optional<EntriesErased> due(
      LedgerStore store, int runsKept, int daysKept, int today) {
    RunRetention retention = new RunRetention();
    entries(store).forEach(retention::add);
    return retention.due(new RetentionPolicy(runsKept, daysKept), time(today));
  }

  private static Account fold(LedgerStore store) {
    Account account = Account.open(HOST);
    for (PlacedEntry placed : entries(store)) {
      account = account.after(placed.entry());
    }
    return account;
  }

  @ParameterizedTest
  @EnumSource
  void contentOfOldRunsIsGoneAndEverythingElseStays(Backend backend)
      throws IOException, SQLException {
    try (LedgerStore store =
        LedgerStore.open(backend.settings(scratch), TestLedger.CLOCK).orThrow()) {
      EntryWriter writer = history(store, 10);
      EntriesErased due = due(store, 4, 2, 20).orElseThrow();
      // One start, then two entries for each of six runs, of which the third has only one.
      assertThat(due.sequences()).containsExactly(2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L);
      List<PlacedEntry> before = entries(store);
      Erasure erasure = new Erasure(store, CODEC);
      assertThat(erasure.carryOut(HOST)).as("nothing is on record yet").isZero();

      writer.add(HOST, at(20), due);
      writer.write();
      assertThat(erasure.carryOut(HOST)).isEqualTo(11);

      List<PlacedEntry> after = entries(store);
      for (int index = 0; index < before.size(); index++) {
        Entry was = before.get(index).entry();
        Entry is = after.get(index).entry();
        assertThat(is.envelope()).isEqualTo(was.envelope());
        assertThat(is.digest()).isEqualTo(was.digest());
        if (due.sequences().contains(index + 1L)) {
          assertThat(is.event()).isEqualTo(new HostEvent.Erased(CODEC.manifest(was)));
        } else {
          assertThat(is).isEqualTo(was);
        }
      }
      assertThat(fold(store)).isEqualTo(writer.account(HOST));
      assertThat(store.reader().snapshots(_ -> true)).as("of between erased entries").isZero();
      assertThat(StorageInspection.of(store.database()).flaws()).isEmpty();

      assertThat(erasure.carryOut(HOST)).as("a second time").isZero();
      assertThat(due(store, 4, 2, 20)).isEmpty();
    }
  }

  @Test
  void recordThatDoesNotFitTheEntriesIsNotCarriedOut() throws IOException, SQLException {
    try (LedgerStore store =
        LedgerStore.open(TestLedger.sqlite(scratch), TestLedger.CLOCK).orThrow()) {
      EntryWriter writer = history(store, 3);
      List<PlacedEntry> before = entries(store);
      writer.add(HOST, at(9), new EntriesErased(List.of(2L, 3L), Digest.over(new byte[] {1})));
      writer.write();
      assertThatThrownBy(() -> new Erasure(store, CODEC).carryOut(HOST))
          .hasMessageContaining("not those that were to be erased");
      assertThat(entries(store)).startsWith(before.toArray(new PlacedEntry[0]));
    }
  }

  @Test
  void newestRunsAndYoungRunsAreKept() throws IOException, SQLException {
    try (LedgerStore store =
        LedgerStore.open(TestLedger.sqlite(scratch), TestLedger.CLOCK).orThrow()) {
      history(store, 10);
      assertThat(due(store, 10, 1, 400)).as("few enough").isEmpty();
      assertThat(due(store, 1, 30, 12)).as("young enough").isEmpty();
      assertThat(due(store, 1, 10, 12).orElseThrow().sequences())
          .as("the first, which began eleven days ago")
          .containsExactly(2L, 3L);
      assertThat(due(store, 1_000, 90, 400)).as("by default").isEmpty();
      assertThat(RetentionPolicy.DEFAULT).isEqualTo(new RetentionPolicy(1_000, 90));
    }
  }

  @Test
  void moreThanOneEventHoldsIsErasedInSeveral() throws IOException, SQLException {
    try (LedgerStore store =
        LedgerStore.open(TestLedger.sqlite(scratch), TestLedger.CLOCK).orThrow()) {
      EntryWriter writer = history(store, 2_500);
      int erased = 0;
      Optional<EntriesErased> due = due(store, 1, 1, 5_000);
      while (due.isPresent()) {
        assertThat(due.get().sequences()).hasSizeLessThanOrEqualTo(HostEvent.ERASED_MAX);
        writer.add(HOST, at(5_000), due.get());
        writer.write();
        erased += new Erasure(store, CODEC).carryOut(HOST);
        due = due(store, 1, 1, 5_000);
      }
      assertThat(erased).isEqualTo(2 * 2_499 - 1);
      assertThat(fold(store)).isEqualTo(writer.account(HOST));
    }
  }
}
