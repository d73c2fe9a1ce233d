package io.bpfledger.journal.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.codec.SnapshotCodec;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.ChainBroken;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.testing.Candidates;
import io.bpfledger.journal.testing.Histories;
import io.bpfledger.journal.testing.Histories.History;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.RandomDistribution;

/** Replay is memory, and a snapshot with what came after it is all of it. */
final class FoldingTest {

  private static final EntryCodec ENTRIES = new EntryCodec();
  private static final SnapshotCodec SNAPSHOTS = new SnapshotCodec();
  private static final int TRIES = 100;

  @Provide
  Arbitrary<History> histories() {
    Arbitrary<StreamId> streams =
        Arbitraries.of(
            StreamId.of(Samples.PROGRAM),
            StreamId.of(Samples.LINK),
            StreamId.of(Samples.HOOK),
            StreamId.of(Samples.INSTANCE));
    Arbitrary<List<Integer>> choices =
        Arbitraries.integers()
            .withDistribution(RandomDistribution.uniform())
            .list()
            .ofMaxSize(40)
            .withSizeDistribution(RandomDistribution.uniform());
    return streams.flatMap(stream -> choices.map(numbers -> Histories.chosenBy(stream, numbers)));
  }

  /** Folds entries from their stored bytes. */
  private static Account fold(Account start, List<Entry> entries) {
    Account account = start;
    for (Entry entry : entries) {
      account = account.after(ENTRIES.open(Payload.ofStored(entry.payload().toByteArray())));
    }
    return account;
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void foldingTheStoredBytesComesToWhatSteppingCameTo(@ForAll("histories") History history) {
    Account open = Account.open(history.account().chain().stream());

    assertThat(fold(open, history.entries())).isEqualTo(history.account());
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void snapshotAndTailComeToTheFullFold(@ForAll("histories") History history, @ForAll int where) {
    int cut = Math.floorMod(where, history.entries().size() + 1);
    Account open = Account.open(history.account().chain().stream());
    Account before = fold(open, history.entries().subList(0, cut));

    Account snapshot = SNAPSHOTS.read(SNAPSHOTS.manifest(before), SNAPSHOTS.write(before));
    Account after = fold(snapshot, history.entries().subList(cut, history.entries().size()));

    assertThat(snapshot).isEqualTo(before);
    assertThat(after).isEqualTo(history.account());
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void whatIsRefusedChangesNothingAndSaysWhy(@ForAll("histories") History history) {
    EntityState state = history.account().state();
    for (Event event : Candidates.next(state, Ulid.of(9, 9, 9))) {
      Optional<EntityState> after = Histories.after(state, event);
      if (after.isEmpty()) {
        assertThatThrownBy(() -> state.evolve(event))
            .isInstanceOf(IllegalEvent.class)
            .hasMessageContaining(event.getClass().getSimpleName())
            .hasMessageContaining(state.phase());
      }
    }
    assertThat(history.account().state()).isEqualTo(state);
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void entryLeftOutOrTurnedRoundBreaksTheChain(
      @ForAll("histories") History history, @ForAll int where) {
    List<Entry> entries = history.entries();
    Assume.that(entries.size() >= 2);
    int at = Math.floorMod(where, entries.size() - 1);
    Chain chain = Chain.start(history.account().chain().stream());
    for (Entry entry : entries.subList(0, at)) {
      chain = chain.after(entry);
    }
    Chain before = chain;

    assertThatThrownBy(() -> before.after(entries.get(at + 1))).isInstanceOf(ChainBroken.class);
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void endedLivesStayEnded(@ForAll("histories") History history) {
    Account account = Account.open(history.account().chain().stream());
    boolean ended = false;
    for (Entry entry : history.entries()) {
      account = account.after(entry);
      assertThat(account.state().ended()).isIn(ended, true);
      ended = account.state().ended();
    }
    assertThat(account).isEqualTo(history.account());
  }

  @Property(tries = TRIES, edgeCases = EdgeCasesMode.NONE)
  void revisionNumbersOnlyGrow(@ForAll("histories") History history) {
    Account account = Account.open(history.account().chain().stream());
    long last = 0;
    for (Entry entry : history.entries()) {
      account = account.after(entry);
      if (account.state() instanceof DispatcherState.Present present) {
        assertThat(present.dispatcher().lastNumber()).isGreaterThanOrEqualTo(last);
        last = present.dispatcher().lastNumber();
      }
    }
    assertThat(account.chain().sequence()).isEqualTo(history.entries().size());
  }
}
