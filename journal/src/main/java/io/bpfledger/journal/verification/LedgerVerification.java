package io.bpfledger.journal.verification;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.EntryUnreadable;
import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.event.HostEvent.Erased;
import io.bpfledger.journal.event.HostEvent.LedgerAnchored;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.StreamId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Verifies entries as they come, in the order of the ledger. It goes on whatever it finds, and
 * names each flaw once: what follows from it in the same stream is taken as it is.
 */
public final class LedgerVerification {

  private final EntryCodec codec;
  private final Flaws flaws = new Flaws();
  private final RecentHeads heads = new RecentHeads();
  private final Erasures erasures = new Erasures();
  private final Map<StreamId, StreamVerification> streams = new HashMap<>();
  private final SortedMap<StreamId, SortedMap<Long, Account>> snapshots = new TreeMap<>();
  private long lastOrdering;
  private long anchorCount;
  private long snapshotCount;

  public LedgerVerification(EntryCodec codec) {
    this.codec = codec;
  }

  /** Verifies all entries of a source, and snapshots against them. */
  public static VerificationReport of(
      EntrySource source, List<Account> snapshots, EntryCodec codec) {
    LedgerVerification verification = new LedgerVerification(codec);
    snapshots.forEach(verification::expect);
    source.scan(
        0,
        stored -> {
          verification.accept(stored);
          return true;
        });
    return verification.finish();
  }

  /** Takes a snapshot to be held against the entries, which come after it. */
  public void expect(Account snapshot) {
    snapshots
        .computeIfAbsent(snapshot.chain().stream(), _ -> new TreeMap<>())
        .put(snapshot.chain().sequence(), snapshot);
  }

  /** Takes the next entry of the ledger. */
  public void accept(StoredEntry stored) {
    Place place = stored.place();
    if (place.ordering() <= lastOrdering) {
      flaws.add(
          name(place), "stands at " + place.ordering() + " of the ledger, behind " + lastOrdering);
    }
    lastOrdering = Math.max(lastOrdering, place.ordering());
    StreamVerification stream =
        streams.computeIfAbsent(place.stream(), id -> new StreamVerification(id, flaws));
    Digest digest = stored.payload().digest();
    Optional<Entry> entry = read(stored);
    if (entry.isPresent()) {
      accept(stored, stream, entry.get());
    } else {
      stream.skip(place.sequence(), digest);
    }
    compareSnapshot(place, stream);
    heads.add(digest);
  }

  private Optional<Entry> read(StoredEntry stored) {
    try {
      return Optional.of(codec.open(stored).entry());
    } catch (EntryUnreadable unreadable) {
      flaws.add(name(stored.place()), String.valueOf(unreadable.getMessage()));
      return Optional.empty();
    }
  }

  private void accept(StoredEntry stored, StreamVerification stream, Entry entry) {
    Place place = stored.place();
    Digest expected = stored.payload().digestOf(place.stream(), place.sequence());
    if (!(entry.event() instanceof Erased) && !expected.equals(entry.digest())) {
      flaws.add(name(place), "is not as it was written: its digest is another");
    }
    stream.accept(place.sequence(), entry);
    erasures
        .accept(place.stream(), place.sequence(), entry)
        .ifPresent(flaw -> flaws.add(name(place), flaw));
    if (entry.event() instanceof LedgerAnchored anchor) {
      anchorCount++;
      compareAnchor(place, anchor);
    }
  }

  private void compareAnchor(Place place, LedgerAnchored anchor) {
    Optional<Digest> then = heads.at(anchor.entries());
    if (then.isEmpty()) {
      flaws.add(
          name(place),
          "anchors the first %d entries, but before it stand %d"
              .formatted(anchor.entries(), heads.head().entries()));
    } else if (!then.get().equals(anchor.digest())) {
      flaws.add(
          name(place), "the first " + anchor.entries() + " entries are not those that it anchors");
    }
  }

  private void compareSnapshot(Place place, StreamVerification stream) {
    SortedMap<Long, Account> expected = snapshots.get(place.stream());
    Account snapshot = expected == null ? null : expected.remove(place.sequence());
    if (snapshot == null) {
      return;
    }
    snapshotCount++;
    String name = "snapshot " + name(place);
    Optional<Account> replayed = stream.account();
    if (replayed.isEmpty()) {
      flaws.add(name, "can't be held against entries that are flawed");
    } else if (!replayed.get().equals(snapshot)) {
      flaws.add(name, "is not what the entries come to");
    }
  }

  /** What it came to, when all entries have come. */
  public VerificationReport finish() {
    snapshots.forEach(
        (stream, left) ->
            left.keySet()
                .forEach(
                    sequence ->
                        flaws.add(
                            "snapshot " + name(new Place(0, stream, sequence)),
                            "is of an entry that is missing")));
    erasures
        .unlawful()
        .forEach(name -> flaws.add(name, "lost its content, and no entry says that it may"));
    return new VerificationReport(
        heads.head(),
        streams.size(),
        erasures.count(),
        anchorCount,
        snapshotCount,
        flaws.listed(),
        flaws.count());
  }

  private static String name(Place place) {
    return place.stream() + "#" + place.sequence();
  }
}
