package io.bpfledger.journal.projection;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.ChainBroken;
import io.bpfledger.journal.entry.EntrySource;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.value.StreamId;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads one entity from its own entries, whether memory has it or has forgotten it. */
public final class EntityReader {

  private final EntrySource source;
  private final EntryCodec codec;

  public EntityReader(EntrySource source, EntryCodec codec) {
    this.source = source;
    this.codec = codec;
  }

  /**
   * The entity as its first entries leave it, up to one that is not wanted any more; empty if there
   * are none.
   *
   * @throws ChainBroken if entries are missing
   */
  public Optional<EntityView> read(StreamId stream, Predicate<PlacedEntry> wanted) {
    return fold(stream, wanted).view;
  }

  /** The entity as it was when its life was over and nobody was busy with it, for the last time. */
  Optional<EntityView> lastAtRest(StreamId stream, Predicate<PlacedEntry> wanted) {
    return fold(stream, wanted).lastAtRest;
  }

  private Fold fold(StreamId stream, Predicate<PlacedEntry> wanted) {
    Fold fold = new Fold();
    source.follow(
        stream,
        1,
        stored -> {
          PlacedEntry placed = codec.open(stored);
          boolean more = wanted.test(placed);
          if (more) {
            fold.add(placed);
          }
          return more;
        });
    return fold;
  }

  private static final class Fold {
    private Optional<EntityView> view = Optional.empty();
    private Optional<EntityView> lastAtRest = Optional.empty();

    void add(PlacedEntry placed) {
      StreamId stream = placed.place().stream();
      view =
          Optional.of(
              view.map(known -> known.after(placed.entry()))
                  .orElseGet(() -> EntityView.opened(stream, placed.entry())));
      lastAtRest = view.filter(EntityView::atRest).or(() -> lastAtRest);
    }
  }
}
