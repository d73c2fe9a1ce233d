package io.bpfledger.journal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.testing.Histories;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.StreamId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The form of snapshots does not change unless their version does.
 *
 * <p>After a change of states that is meant: count up {@link SnapshotCodec#VERSION}, delete the
 * golden snapshots, write them anew with {@code -Dgolden.write=true}.
 */
final class GoldenSnapshotsTest {

  private static final String FOLDER = "snapshots";
  private static final int FURTHEST = 6;
  private static final SnapshotCodec CODEC = new SnapshotCodec();

  @BeforeAll
  static void writeWhatIsNew() throws IOException {
    if (GoldenFiles.writing()) {
      for (Map.Entry<String, Account> account : accounts().entrySet()) {
        GoldenFiles.writeNew(FOLDER, account.getKey(), CODEC.write(account.getValue()));
      }
    }
  }

  private static Map<String, Account> accounts() {
    Map<String, Account> accounts = new LinkedHashMap<>();
    for (StreamId stream :
        List.of(
            StreamId.of(Samples.PROGRAM),
            StreamId.of(Samples.LINK),
            StreamId.of(Samples.HOOK),
            StreamId.of(Samples.INSTANCE))) {
      Histories.reachable(stream, FURTHEST, Histories::shape)
          .forEach(
              state ->
                  accounts.put(
                      "%s.%s.%d.cbor"
                          .formatted(
                              stream.kind().word(), Histories.shape(state), SnapshotCodec.VERSION),
                      new Account(new Chain(stream, 7, Samples.DIGEST), state)));
    }
    return accounts;
  }

  @TestFactory
  List<DynamicTest> snapshotsAreWrittenAndReadAsTheirGoldenOnes() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    accounts()
        .forEach(
            (name, account) ->
                tests.add(
                    DynamicTest.dynamicTest(
                        name,
                        () -> {
                          byte[] golden = GoldenFiles.read(FOLDER, name);
                          assertThat(CODEC.write(account)).isEqualTo(golden);
                          assertThat(CODEC.read(CODEC.manifest(account), golden))
                              .isEqualTo(account);
                        })));
    assertThat(tests).hasSizeGreaterThan(30);
    assertThat(GoldenFiles.names(FOLDER, ".cbor")).hasSameSizeAs(tests);
    return tests;
  }

  private static Account account() {
    return Histories.chosenBy(StreamId.of(Samples.LINK), List.of(0, 0, 0, 0)).account();
  }

  @Test
  void snapshotOfAnotherVersionIsRefused() {
    assertThatThrownBy(() -> CODEC.read("link-state#2", CODEC.write(account())))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("version 1");
  }

  @Test
  void snapshotOfAnotherKindThanItIsCalledIsRefused() {
    assertThatThrownBy(() -> CODEC.read("program-state#1", CODEC.write(account())))
        .isInstanceOf(EntryUnreadable.class)
        .hasMessageContaining("link-state#1");
  }

  @Property(tries = 300)
  void snapshotWithAFlippedBitIsRefused(
      @ForAll @IntRange(max = Integer.MAX_VALUE) int where, @ForAll @IntRange(max = 7) int bit) {
    Account account = account();
    byte[] bytes = CODEC.write(account);
    bytes[where % bytes.length] ^= (byte) (1 << bit);

    assertThatThrownBy(() -> CODEC.read(CODEC.manifest(account), bytes))
        .isInstanceOf(EntryUnreadable.class);
  }
}
