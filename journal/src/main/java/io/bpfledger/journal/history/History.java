package io.bpfledger.journal.history;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.projection.EntityReader;
import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.MemoryLimits;
import io.bpfledger.journal.projection.Projection;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Answers questions to the past from the entries of a ledger. */
public final class History {

  private final EntrySource source;
  private final EntryCodec codec;
  private final MemoryLimits limits;
  private final EntityReader reader;

  public History(EntrySource source, EntryCodec codec) {
    this(source, codec, MemoryLimits.DEFAULT);
  }

  /**
   * @param limits what the ledger of a time keeps of what was over then; all else is asked for one
   *     by one
   */
  public History(EntrySource source, EntryCodec codec, MemoryLimits limits) {
    this.source = source;
    this.codec = codec;
    this.limits = limits;
    this.reader = new EntityReader(source, codec);
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
    source.follow(stream, from, stored -> visitor.test(codec.open(stored)));
  }

  /** Hands over all entries behind a place, as long as they are wanted. */
  void scan(long afterOrdering, Predicate<PlacedEntry> visitor) {
    source.scan(afterOrdering, stored -> visitor.test(codec.open(stored)));
  }

  /** Why an entry stands in the ledger; empty if there is no such entry. */
  public Optional<Explanation> explain(StreamId stream, long sequence) {
    return entry(stream, sequence).map(placed -> new Explainer(this).explain(placed));
  }

  /** An entity as it is, forgotten or not; empty if there never was one. */
  public Optional<EntityView> entity(StreamId stream) {
    return reader.read(stream, _ -> true);
  }

  /** An entity as it was at a time; empty if there was none yet. */
  public Optional<EntityView> entity(StreamId stream, Instant time) {
    return reader.read(stream, placed -> !placed.entry().envelope().time().isAfter(time));
  }

  /** The link that was given a number, forgotten or not; empty if none was. */
  public Optional<EntityView> link(LinkNumber number) {
    List<StreamId> found = new ArrayList<>();
    scan(
        0,
        placed -> {
          if (placed.entry().event() instanceof LinkEvent.AttachRequested requested
              && requested.number().equals(number)) {
            found.add(placed.place().stream());
          }
          return found.isEmpty();
        });
    return found.stream().findFirst().flatMap(this::entity);
  }

  /**
   * The ledger as it was at a time: with all entries before the first that is later. So an entry
   * whose clock ran late still counts for the moment it was written in.
   */
  public Ledger at(Instant time) {
    return fold(Ledger.empty(limits), 0, time).ledger();
  }

  /**
   * What changed from one time to a later one. Entities that had ended before and were forgotten
   * did not change; of the others none is left out.
   */
  public Difference between(Instant earlier, Instant later) {
    if (later.isBefore(earlier)) {
      throw new IllegalArgumentException(later + " is before " + earlier);
    }
    Fold before = fold(Ledger.empty(limits), 0, earlier);
    Fold after = fold(before.ledger().keepingAll(), before.ordering(), later);
    Ledger start = before.ledger();
    for (EntityView view : after.ledger().entities()) {
      // Nothing that began later can have been forgotten then.
      if (view.ended().isPresent() && !view.created().time().isAfter(earlier)) {
        start = recalled(start, view.stream(), before.ordering());
      }
    }
    return Difference.between(start, after.ledger());
  }

  private Ledger recalled(Ledger ledger, StreamId stream, long ordering) {
    return ledger.entity(stream).isPresent()
        ? ledger
        : reader
            .read(stream, placed -> placed.place().ordering() <= ordering)
            .map(ledger::recalled)
            .orElse(ledger);
  }

  private record Fold(Ledger ledger, long ordering) {}

  private Fold fold(Ledger start, long afterOrdering, Instant until) {
    Folding folding = new Folding(Projection.of(start, source, codec), afterOrdering);
    scan(
        afterOrdering,
        placed -> !placed.entry().envelope().time().isAfter(until) && folding.add(placed));
    return new Fold(folding.projection.ledger(), folding.ordering);
  }

  private static final class Folding {
    private final Projection projection;
    private long ordering;

    Folding(Projection projection, long ordering) {
      this.projection = projection;
      this.ordering = ordering;
    }

    boolean add(PlacedEntry placed) {
      projection.append(placed);
      ordering = placed.place().ordering();
      return true;
    }
  }
}
