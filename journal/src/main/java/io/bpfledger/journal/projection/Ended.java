package io.bpfledger.journal.projection;

import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * The entities whose life is over: which of them memory keeps, and how many it has forgotten.
 *
 * <p>Which are the newest depends on nothing but when each life ended, and a life ends once. So
 * entries of different streams may come in any order, live or from a scan, and leave the same.
 *
 * @param kept how many memory keeps
 * @param newest those that ended last, the oldest of them first
 * @param forgotten how many of each phase are in the history only
 */
record Ended(int kept, PersistentMap<Ending, StreamId> newest, Counts forgotten) {

  /** The end of a life. */
  record Ending(Instant time, StreamId stream) implements Comparable<Ending> {

    @Override
    public int compareTo(Ending other) {
      int byTime = time.compareTo(other.time);
      return byTime != 0 ? byTime : stream.compareTo(other.stream);
    }
  }

  static Ended none(int kept) {
    return new Ended(kept, PersistentMap.empty(Comparator.<Ending>naturalOrder()), Counts.NONE);
  }

  /** After an entry of an entity whose life is over now, or was before: it is counted in. */
  Ended with(EntityView view) {
    return view.ended()
        .map(end -> newest.with(new Ending(end.time(), view.stream()), view.stream()))
        .map(more -> new Ended(kept, more, forgotten))
        .orElse(this);
  }

  /** Whether one that ended then is older than all that are kept. */
  boolean beyond(EntityView view) {
    return newest.size() >= kept
        && view.ended()
            .map(end -> new Ending(end.time(), view.stream()))
            .filter(
                ending ->
                    newest.firstKey().map(oldest -> ending.compareTo(oldest) < 0).orElse(true))
            .isPresent();
  }

  /** The one that is not among the newest any more. */
  Optional<StreamId> surplus() {
    return newest.size() > kept ? newest.first() : Optional.empty();
  }

  Ended withoutSurplus() {
    return newest
        .firstKey()
        .map(oldest -> new Ended(kept, newest.without(oldest), forgotten))
        .orElse(this);
  }

  /** With so many more of a phase that memory has forgotten. */
  Ended forgetting(String phase, long more) {
    return new Ended(kept, newest, forgotten.plus(phase, more));
  }

  /** See {@link PersistentMap#drafted}. */
  Ended drafted(Draft draft) {
    return new Ended(kept, newest.drafted(draft), forgotten);
  }

  Ended settled() {
    return new Ended(kept, newest.settled(), forgotten);
  }

  /** The same, but from now on everything that ends is kept. */
  Ended keepingAll() {
    return new Ended(Integer.MAX_VALUE, newest, forgotten);
  }
}
