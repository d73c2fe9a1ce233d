package io.bpfledger.journal.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Chain;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.LedgerHead;
import io.bpfledger.journal.entry.Payload;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.HostEvent.EntriesErased;
import io.bpfledger.journal.event.HostEvent.LedgerAnchored;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.PolicyChanged;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.RandomLedgers;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Policy;
import io.bpfledger.journal.value.StreamId;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class LedgerVerificationTest {

  private static final EntryCodec CODEC = new EntryCodec();
  private static final StreamId HOST = StreamId.of(Samples.INSTANCE);
  private static final StreamId LINK = StreamId.of(Samples.LINK);

  @Provide
  Arbitrary<MemoryLedger> ledgers() {
    return RandomLedgers.ofAtMost(30);
  }

  private static VerificationReport verified(EntrySource source, Account... snapshots) {
    return LedgerVerification.of(source, List.of(snapshots), CODEC);
  }

  /** A source with these entries and no others. */
  private static EntrySource source(List<StoredEntry> entries) {
    return new EntrySource() {
      @Override
      public void scan(long afterOrdering, Visitor visitor) {
        entries.forEach(visitor::visit);
      }

      @Override
      public List<StoredEntry> stream(StreamId stream, long from, long to, int limit) {
        return List.of();
      }
    };
  }

  private static MemoryLedger attachedLink() {
    MemoryLedger ledger = new MemoryLedger();
    for (String sample :
        List.of("link.attach-requested.1.xdp", "link.attached.1.by-link", "policy.changed.1")) {
      ledger.post(LINK, Samples.ENVELOPE, Samples.event(sample));
    }
    return ledger;
  }

  /** Runs of the samples: their own anchors and erasures speak of another ledger. */
  private static boolean speaksOfItself(StoredEntry stored) {
    return !stored.manifest().startsWith("host.ledger-anchored")
        && !stored.manifest().startsWith("host.entries-erased")
        && !stored.manifest().startsWith("host.erased");
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void whatWasWrittenIsSound(@ForAll("ledgers") MemoryLedger ledger) {
    Assume.that(ledger.entries().stream().allMatch(LedgerVerificationTest::speaksOfItself));
    List<Account> snapshots = new ArrayList<>();
    for (StoredEntry stored : ledger.entries()) {
      snapshots.add(ledger.account(stored.place().stream()));
    }

    VerificationReport report = LedgerVerification.of(ledger, snapshots, CODEC);

    assertThat(report.flaws()).isEmpty();
    assertThat(report.sound()).isTrue();
    assertThat(report.head()).isEqualTo(ledger.head());
    assertThat(report.snapshots()).isEqualTo(snapshots.stream().distinct().count());
  }

  @Property(tries = 40, edgeCases = EdgeCasesMode.NONE)
  void flippedBitIsFoundAndItsEntryNamed(
      @ForAll("ledgers") MemoryLedger ledger, @ForAll int where, @ForAll int bit) {
    List<StoredEntry> entries = new ArrayList<>(ledger.entries());
    Assume.that(
        !entries.isEmpty() && entries.stream().allMatch(LedgerVerificationTest::speaksOfItself));
    int at = Math.floorMod(where, entries.size());
    StoredEntry victim = entries.get(at);
    byte[] bytes = victim.payload().toByteArray();
    // The two bytes that say "a digest follows" are storage's to check: without them it is no
    // entry.
    int end = victim.payload().bodySize();
    int target = Math.floorMod(where, end + Digest.BYTES);
    bytes[target < end ? target : target + 2] ^= (byte) (1 << Math.floorMod(bit, 8));
    entries.set(at, new StoredEntry(victim.place(), victim.manifest(), Payload.ofStored(bytes)));

    VerificationReport report = verified(source(entries));

    assertThat(report.flaws())
        .extracting(Flaw::place)
        .contains(victim.place().stream() + "#" + victim.place().sequence());
  }

  @Test
  void missingEntryIsNamed() {
    List<StoredEntry> entries = new ArrayList<>(attachedLink().entries());
    entries.remove(1);

    assertThat(verified(source(entries)).flaws())
        .containsExactly(new Flaw(LINK + "#3", "follows entry 1: entry 2 is missing"));
  }

  @Test
  void entryThatStandsTwiceIsNamed() {
    List<StoredEntry> entries = new ArrayList<>(attachedLink().entries());
    entries.add(moved(entries.get(1), 4));

    assertThat(verified(source(entries)).flaws())
        .containsExactly(new Flaw(LINK + "#2", "stands there twice, or behind a later one"));
  }

  private static StoredEntry moved(StoredEntry stored, long ordering) {
    Place place = new Place(ordering, stored.place().stream(), stored.place().sequence());
    return new StoredEntry(place, stored.manifest(), stored.payload());
  }

  @Test
  void orderOfTheLedgerMustAscend() {
    List<StoredEntry> entries = new ArrayList<>(attachedLink().entries());
    entries.set(2, moved(entries.get(2), 2));

    assertThat(verified(source(entries)).flaws())
        .containsExactly(new Flaw(LINK + "#3", "stands at 2 of the ledger, behind 2"));
  }

  @Test
  void forgedEntryIsBetrayedByTheNextOne() {
    List<StoredEntry> entries = new ArrayList<>(attachedLink().entries());
    Chain before = new Chain(LINK, 1, entries.getFirst().payload().digest());
    LinkEvent.Attached truth = (LinkEvent.Attached) Samples.event("link.attached.1.by-dispatcher");
    Entry forged =
        CODEC.seal(
            before,
            Samples.ENVELOPE,
            new LinkEvent.Attached(
                truth.operation(), truth.hold(), truth.program(), truth.device()));
    entries.set(
        1, new StoredEntry(entries.get(1).place(), CODEC.manifest(forged), forged.payload()));

    assertThat(verified(source(entries)).flaws())
        .containsExactly(
            new Flaw(
                LINK + "#3",
                "was sealed after another entry than the one before it: one of them was"
                    + " exchanged"));
  }

  @Test
  void eventThatCouldNotHappenIsNamed() {
    MemoryLedger ledger = attachedLink();
    List<StoredEntry> entries = new ArrayList<>(ledger.entries());
    Entry impossible =
        CODEC.seal(
            ledger.account(LINK).chain(), Samples.ENVELOPE, new LinkEvent.Detached(Samples.RUN));
    entries.add(
        new StoredEntry(new Place(4, LINK, 4), CODEC.manifest(impossible), impossible.payload()));

    assertThat(verified(source(entries)).flaws())
        .containsExactly(
            new Flaw(
                LINK + "#4",
                "Detached can not happen to what is attached: it is not being detached"));
  }

  @Test
  void entryCutOffAtTheEndIsMissedByTheAnchor() {
    MemoryLedger ledger = attachedLink();
    LedgerHead head = ledger.head();
    ledger.post(HOST, Samples.BY_START, new LedgerAnchored(head.entries(), head.digest()));
    assertThat(verified(ledger).sound()).isTrue();
    assertThat(verified(ledger).anchors()).isEqualTo(1);

    List<StoredEntry> cut = new ArrayList<>(ledger.entries());
    cut.remove(2);
    assertThat(verified(source(cut)).flaws())
        .containsExactly(
            new Flaw(HOST + "#1", "anchors the first 3 entries, but before it stand 2"));
  }

  @Test
  void streamsThatChangedPlacesAreMissedByTheAnchor() {
    MemoryLedger ledger = new MemoryLedger();
    for (StreamId stream : List.of(LINK, StreamId.of(Samples.OTHER_LINK))) {
      ledger.post(stream, Samples.ENVELOPE, Samples.event("link.attach-requested.1.tcx"));
    }
    LedgerHead head = ledger.head();
    ledger.post(HOST, Samples.BY_START, new LedgerAnchored(head.entries(), head.digest()));

    List<StoredEntry> entries = new ArrayList<>(ledger.entries());
    Collections.swap(entries, 0, 1);
    entries.set(0, moved(entries.get(0), 1));
    entries.set(1, moved(entries.get(1), 2));

    assertThat(verified(source(entries)).flaws())
        .containsExactly(
            new Flaw(HOST + "#1", "the first 2 entries are not those that it anchors"));
  }

  @Test
  void anchorMayComeAFewEntriesLater() {
    MemoryLedger ledger = attachedLink();
    LedgerHead head = ledger.head();
    ledger.post(LINK, Samples.ENVELOPE, new PolicyChanged(Policy.DEFAULT));
    ledger.post(HOST, Samples.BY_START, new LedgerAnchored(head.entries(), head.digest()));

    assertThat(verified(ledger).flaws()).isEmpty();
  }

  @Test
  void snapshotOfAnotherStateIsNamed() {
    MemoryLedger ledger = attachedLink();
    Account truth = ledger.account(LINK);
    Account other =
        new Account(truth.chain(), truth.state().evolve(new PolicyChanged(Policy.DEFAULT)));

    assertThat(verified(ledger, truth).sound()).isTrue();
    assertThat(verified(ledger, other).flaws())
        .containsExactly(new Flaw("snapshot " + LINK + "#3", "is not what the entries come to"));
  }

  @Test
  void snapshotOfWhatIsNotThereIsNamed() {
    Account other = Account.open(StreamId.of(Samples.OTHER_LINK));

    assertThat(verified(attachedLink(), other).flaws())
        .containsExactly(
            new Flaw(
                "snapshot " + other.chain().stream() + "#0", "is of an entry that is missing"));
  }

  private static MemoryLedger oneRun() {
    MemoryLedger ledger = new MemoryLedger();
    for (String sample :
        List.of("host.reconciliation-started.1", "host.reconciliation-finished.1")) {
      ledger.post(HOST, Samples.BY_RECONCILER, Samples.event(sample));
    }
    return ledger;
  }

  private static EntriesErased declaration(MemoryLedger ledger) {
    MessageDigest digests = Digest.sha256();
    ledger.entries().forEach(stored -> digests.update(stored.payload().digest().toByteArray()));
    return new EntriesErased(List.of(1L, 2L), Digest.ofBytes(digests.digest()));
  }

  @Test
  void contentGivenUpByThePolicyIsSound() {
    MemoryLedger ledger = oneRun();
    ledger.post(HOST, Samples.BY_START, declaration(ledger));
    assertThat(verified(ledger).sound()).isTrue();

    ledger.erase(HOST, 1);
    ledger.erase(HOST, 2);

    VerificationReport report = verified(ledger);
    assertThat(report.flaws()).isEmpty();
    assertThat(report.erased()).isEqualTo(2);
  }

  @Test
  void contentGivenUpInSilenceIsNamed() {
    MemoryLedger ledger = oneRun();
    ledger.erase(HOST, 1);
    ledger.erase(HOST, 2);

    assertThat(verified(ledger).flaws())
        .containsExactly(
            new Flaw(HOST + "#1", "lost its content, and no entry says that it may"),
            new Flaw(HOST + "#2", "lost its content, and no entry says that it may"));
  }

  @Test
  void declarationThatGivesUpOtherEntriesIsNamed() {
    MemoryLedger ledger = oneRun();
    ledger.post(HOST, Samples.BY_START, new EntriesErased(List.of(1L, 2L), Samples.DIGEST));
    ledger.post(HOST, Samples.BY_START, new EntriesErased(List.of(3L), Samples.DIGEST));

    assertThat(verified(ledger).flaws())
        .containsExactly(
            new Flaw(HOST + "#3", "gives up other entries than there are"),
            new Flaw(HOST + "#4", "gives up entry 3, which is kept for ever"));
  }

  @Test
  void contentOfOtherEntriesIsKeptForEver() {
    MemoryLedger ledger = new MemoryLedger();
    ledger.post(HOST, Samples.BY_START, Samples.event("host.service-started.1"));
    ledger.erase(HOST, 1);

    assertThat(verified(ledger).flaws())
        .contains(
            new Flaw(
                HOST + "#1", "lost the content of host.service-started#1, which is kept for ever"));
  }

  @Test
  void oneFlawIsNotNamedAgainForAllThatFollowsFromIt() {
    MemoryLedger ledger = attachedLink();
    ledger.post(LINK, Samples.ENVELOPE, new LinkEvent.DetachRequested(Samples.RUN));
    ledger.post(LINK, Samples.ENVELOPE, new LinkEvent.Detached(Samples.RUN));
    List<StoredEntry> entries = new ArrayList<>(ledger.entries());
    entries.remove(0);

    assertThat(verified(source(entries)).flaws()).hasSize(1);
  }
}
