package io.bpfledger.journal.history;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.entry.StoredEntry;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers questions to the past from the entries of a ledger. */
public final class History {

  private static final int PAGE = 1_000;

  private final EntrySource source;
  private final EntryCodec codec;

  public History(EntrySource source, EntryCodec codec) {
    this.source = source;
    this.codec = codec;
  }

  /** The entries asked for, in the order of the ledger. */
  public List<PlacedEntry> find(HistoryQuery query) {
    Predicate<PlacedEntry> wanted = wanted(query);
    Deque<PlacedEntry> found = new ArrayDeque<>();
    visit(
        query,
        placed -> {
          if (wanted.test(placed)) {
            found.add(placed);
            if (query.latest() && found.size() > query.limit()) {
              found.removeFirst();
            }
          }
          return query.latest() || found.size() < query.limit();
        });
    return List.copyOf(found);
  }

  private Predicate<PlacedEntry> wanted(HistoryQuery query) {
    if (query.labels().entries().isEmpty()) {
      return placed -> query.matches(placed.entry().envelope());
    }
    Bearers bearers = new Bearers(query.labels());
    scan(
        0,
        placed -> {
          bearers.add(placed);
          return true;
        });
    return placed ->
        bearers.contain(placed.place().stream()) && query.matches(placed.entry().envelope());
  }

  private void visit(HistoryQuery query, Predicate<PlacedEntry> visitor) {
    if (query.entity().isPresent()) {
      stream(
          query.entity().get(),
          1,
          placed -> placed.place().ordering() <= query.afterOrdering() || visitor.test(placed));
    } else {
      scan(query.afterOrdering(), visitor);
    }
  }

  /** Reads one entry; empty if there is none. */
  public Optional<PlacedEntry> entry(StreamId stream, long sequence) {
    return source.stream(stream, sequence, sequence, 1).stream().findFirst().map(codec::open);
  }

  /** Hands over the entries of a stream from one on, as long as they are wanted. */
  void stream(StreamId stream, long from, Predicate<PlacedEntry> visitor) {
    long next = from;
    List<StoredEntry> page = source.stream(stream, next, Long.MAX_VALUE, PAGE);
    while (!page.isEmpty()) {
      for (StoredEntry stored : page) {
        if (!visitor.test(codec.open(stored))) {
          return;
        }
        next = stored.place().sequence() + 1;
      }
      page = source.stream(stream, next, Long.MAX_VALUE, PAGE);
    }
  }

  /** Hands over all entries behind a place, as long as they are wanted. */
  void scan(long afterOrdering, Predicate<PlacedEntry> visitor) {
    source.scan(afterOrdering, stored -> visitor.test(codec.open(stored)));
  }

  /** Why an entry stands in the ledger; empty if there is no such entry. */
  public Optional<Explanation> explain(StreamId stream, long sequence) {
    return entry(stream, sequence).map(placed -> new Explainer(this).explain(placed));
  }

  /**
   * The ledger as it was at a time: with all entries before the first that is later. So an entry
   * whose clock ran late still counts for the moment it was written in.
   */
  public Ledger at(Instant time) {
    return fold(Ledger.EMPTY, 0, time).ledger();
  }

  /** What changed from one time to a later one. */
  public Difference between(Instant earlier, Instant later) {
    if (later.isBefore(earlier)) {
      throw new IllegalArgumentException(later + " is before " + earlier);
    }
    Fold before = fold(Ledger.EMPTY, 0, earlier);
    Fold after = fold(before.ledger(), before.ordering(), later);
    return Difference.between(before.ledger(), after.ledger());
  }

  private record Fold(Ledger ledger, long ordering) {}

  private Fold fold(Ledger start, long afterOrdering, Instant until) {
    Folding folding = new Folding(start, afterOrdering);
    scan(
        afterOrdering,
        placed -> !placed.entry().envelope().time().isAfter(until) && folding.add(placed));
    return new Fold(folding.ledger, folding.ordering);
  }

  private static final class Folding {
    private Ledger ledger;
    private long ordering;

    Folding(Ledger ledger, long ordering) {
      this.ledger = ledger;
      this.ordering = ordering;
    }

    boolean add(PlacedEntry placed) {
      ledger = ledger.after(placed.place().stream(), placed.place().sequence(), placed.entry());
      ordering = placed.place().ordering();
      return true;
    }
  }
}
