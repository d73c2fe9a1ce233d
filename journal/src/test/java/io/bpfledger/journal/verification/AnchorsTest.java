package io.bpfledger.journal.verification;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.HostEvent.LedgerAnchored;
import io.bpfledger.journal.event.HostEvent.ServiceStarted;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.testing.MemoryLedger;
import io.bpfledger.journal.testing.Samples;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a host does with anchors, from its start to its end. */
final class AnchorsTest {

  private static final EntryCodec CODEC = new EntryCodec();
  private static final StreamId HOST = StreamId.of(Samples.INSTANCE);

  private final MemoryLedger memory = new MemoryLedger();
  private final Counting source = new Counting();
  private final Anchors anchors = new Anchors(source);

  /** Counts the entries that are read. */
  private final class Counting implements EntrySource {
    private long read;

    @Override
    public void scan(long afterOrdering, Visitor visitor) {
      memory.scan(
          afterOrdering,
          stored -> {
            read++;
            return visitor.visit(stored);
          });
    }

    @Override
    public List<StoredEntry> stream(StreamId stream, long from, long to, int limit) {
      return memory.stream(stream, from, to, limit);
    }
  }

  private void starts(int count) {
    for (int index = 0; index < count; index++) {
      memory.post(HOST, Samples.BY_START, new ServiceStarted("host", "6.12", "1.0"));
    }
  }

  private void write(LedgerAnchored anchor) {
    memory.post(HOST, Samples.BY_START, anchor);
  }

  private VerificationReport verified() {
    return LedgerVerification.of(memory, List.of(), CODEC);
  }

  @Test
  void anchorsOfAWholeLifeAreTheHeadsThatVerificationFinds() {
    write(anchors.anchor());
    starts(3);
    assertThat(anchors.due(memory.entries().size())).isEmpty();
    starts(Anchors.EVERY);
    anchors.due(memory.entries().size()).ifPresent(this::write);
    assertThat(anchors.due(memory.entries().size())).isEmpty();
    write(anchors.anchor());

    VerificationReport report = verified();

    assertThat(report.flaws()).isEmpty();
    assertThat(report.anchors()).isEqualTo(3);
    assertThat(anchors.anchor())
        .isEqualTo(new LedgerAnchored(report.head().entries(), report.head().digest()));
  }

  @Test
  void firstAnchorReadsNothingThatTheProjectionHasRead() {
    starts(20);
    Projection.scan(anchors.observed(), CODEC);
    assertThat(source.read).isEqualTo(20);
    starts(1);

    write(anchors.anchor());

    assertThat(source.read).isEqualTo(21);
    assertThat(verified().flaws()).isEmpty();
  }

  @Test
  void readingSomewhereInTheMiddleTellsNothingOfTheHead() {
    starts(20);
    anchors.observed().scan(10, _ -> true);
    anchors.observed().scan(0, stored -> stored.place().ordering() < 5);

    write(anchors.anchor());

    assertThat(verified().flaws()).isEmpty();
    assertThat(verified().anchors()).isEqualTo(1);
  }

  @Test
  void entryCutOffBeforeAnAnchorIsMissed() {
    starts(5);
    LedgerAnchored anchor = anchors.anchor();
    MemoryLedger cut = new MemoryLedger();
    memory.entries().stream()
        .limit(4)
        .forEach(stored -> cut.post(HOST, Samples.BY_START, CODEC.open(stored).entry().event()));
    cut.post(HOST, Samples.BY_START, anchor);

    assertThat(LedgerVerification.of(cut, List.of(), CODEC).flaws())
        .singleElement()
        .satisfies(flaw -> assertThat(flaw.what()).contains("anchors the first 5 entries"));
  }

  /** As docs/ledger-format.md says it, for whoever checks an export without bpfledger. */
  @Test
  void headIsTheDocumentedDigestOverAllEntries() throws NoSuchAlgorithmException {
    starts(3);
    byte[] head = new byte[32];
    for (StoredEntry stored : memory.entries()) {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update("bpfledger head 1\0".getBytes(StandardCharsets.US_ASCII));
      sha256.update(head);
      head = sha256.digest(stored.payload().digest().toByteArray());
    }

    assertThat(anchors.anchor()).isEqualTo(new LedgerAnchored(3, Digest.ofBytes(head)));
  }

  @Test
  void entriesThatChangedPlacesLongBeforeAnAnchorAreMissed() {
    StreamId program = StreamId.of(Samples.PROGRAM);
    memory.post(program, Samples.ENVELOPE, Samples.event("program.load-requested.1.full"));
    starts(5);
    write(anchors.anchor());
    List<StoredEntry> exchanged = new ArrayList<>(memory.entries());
    StoredEntry first = exchanged.get(0);
    StoredEntry second = exchanged.get(1);
    exchanged.set(0, placed(1, second));
    exchanged.set(1, placed(2, first));

    LedgerVerification verification = new LedgerVerification(CODEC);
    exchanged.forEach(verification::accept);

    assertThat(verification.finish().flaws())
        .singleElement()
        .satisfies(flaw -> assertThat(flaw.what()).contains("are not those that it anchors"));
  }

  private static StoredEntry placed(long ordering, StoredEntry stored) {
    Place place = new Place(ordering, stored.place().stream(), stored.place().sequence());
    return new StoredEntry(place, stored.manifest(), stored.payload());
  }
}
