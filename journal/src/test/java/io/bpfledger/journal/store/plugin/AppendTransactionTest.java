package io.bpfledger.journal.store.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.store.LedgerStore;
import io.bpfledger.journal.store.kit.TestLedger;
import io.bpfledger.journal.store.row.Bytes;
import io.bpfledger.journal.store.row.EventContent;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Appends of several entities in one commit. */
final class AppendTransactionTest {

  @TempDir private Path scratch;
  private final AtomicInteger failures = new AtomicInteger();

  private static Append append(String stream, long... sequenceNumbers) {
    return Append.of(
        Arrays.stream(sequenceNumbers)
            .mapToObj(
                number ->
                    new EventContent(
                        stream, number, "writer", 1, "", 4, "", Bytes.copyOf(new byte[] {1})))
            .toList(),
        Map.of());
  }

  private static List<String> names(LedgerStore store) {
    List<String> names = new ArrayList<>();
    store.reader().inOrder(0, event -> names.add(event.name()));
    return names;
  }

  private static boolean succeeded(Append append) {
    return append.future().value().get().isSuccess();
  }

  private void write(LedgerStore store, List<Append> appends) throws SQLException {
    try (Connection connection = store.database().connect()) {
      new AppendTransaction(connection, Runnable::run, failures::incrementAndGet).write(appends);
    }
  }

  @ParameterizedTest
  @EnumSource
  void appendsOfOneCommitAreWrittenInTheirOrder(TestLedger.Backend backend)
      throws IOException, SQLException {
    try (LedgerStore store =
        LedgerStore.open(backend.settings(scratch), TestLedger.CLOCK).orThrow()) {
      List<Append> appends = List.of(append("b", 1, 2), append("a", 1), append("c", 1));
      write(store, appends);
      assertThat(appends).allMatch(AppendTransactionTest::succeeded);
      assertThat(names(store)).containsExactly("b#1", "b#2", "a#1", "c#1");
      assertThat(failures).hasValue(0);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusedRowFailsOnlyTheAppendItBelongsTo(TestLedger.Backend backend)
      throws IOException, SQLException {
    try (LedgerStore store =
        LedgerStore.open(backend.settings(scratch), TestLedger.CLOCK).orThrow()) {
      write(store, List.of(append("twin", 1)));
      List<Append> appends =
          List.of(append("a", 1, 2), append("twin", 2, 1), append("b", 1), append("twin", 2));
      write(store, appends);
      assertThat(appends.stream().map(AppendTransactionTest::succeeded))
          .containsExactly(true, false, true, true);
      assertThat(names(store)).containsExactly("twin#1", "a#1", "a#2", "b#1", "twin#2");
      assertThat(failures).hasValue(1);
    }
  }
}
