package io.bpfledger.journal.history;

import io.bpfledger.journal.event.Envelope;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.StreamId;
import java.time.Instant;
import java.util.Optional;

/**
 * Which events are asked for; each part that is given narrows it down.
 *
 * @param entity those that happened to it
 * @param labels those of programs and links that ever bore all of them at once
 * @param author those that he caused
 * @param from not before
 * @param until not after
 * @param cause those that it made happen
 * @param afterOrdering only those behind this place in the ledger, to read on where one stopped
 * @param limit how many at most
 * @param latest whether, when there are more, the last of them are wanted and not the first
 */
public record HistoryQuery(
    Optional<StreamId> entity,
    Labels labels,
    Optional<Author> author,
    Optional<Instant> from,
    Optional<Instant> until,
    Optional<Cause> cause,
    long afterOrdering,
    int limit,
    boolean latest) {

  public static final int LIMIT_MAX = 100_000;

  /** Everything, as far as it fits. */
  public static final HistoryQuery ALL =
      new HistoryQuery(
          Optional.empty(),
          Labels.NONE,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          0,
          LIMIT_MAX,
          false);

  public HistoryQuery {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("1 to " + LIMIT_MAX + " events, not " + limit);
    }
  }

  public HistoryQuery of(StreamId newEntity) {
    return new HistoryQuery(
        Optional.of(newEntity), labels, author, from, until, cause, afterOrdering, limit, latest);
  }

  public HistoryQuery labelled(Labels newLabels) {
    return new HistoryQuery(
        entity, newLabels, author, from, until, cause, afterOrdering, limit, latest);
  }

  public HistoryQuery by(Author newAuthor) {
    return new HistoryQuery(
        entity, labels, Optional.of(newAuthor), from, until, cause, afterOrdering, limit, latest);
  }

  public HistoryQuery from(Instant time) {
    return new HistoryQuery(
        entity, labels, author, Optional.of(time), until, cause, afterOrdering, limit, latest);
  }

  public HistoryQuery until(Instant time) {
    return new HistoryQuery(
        entity, labels, author, from, Optional.of(time), cause, afterOrdering, limit, latest);
  }

  public HistoryQuery because(Cause newCause) {
    return new HistoryQuery(
        entity, labels, author, from, until, Optional.of(newCause), afterOrdering, limit, latest);
  }

  public HistoryQuery after(long ordering) {
    return new HistoryQuery(entity, labels, author, from, until, cause, ordering, limit, latest);
  }

  public HistoryQuery first(int most) {
    return new HistoryQuery(entity, labels, author, from, until, cause, afterOrdering, most, false);
  }

  public HistoryQuery last(int most) {
    return new HistoryQuery(entity, labels, author, from, until, cause, afterOrdering, most, true);
  }

  /** Whether all that can be told from the envelope alone is as asked for. */
  boolean matches(Envelope envelope) {
    return author.map(who -> who.wrote(envelope.principal())).orElse(true)
        && from.map(time -> !envelope.time().isBefore(time)).orElse(true)
        && until.map(time -> !envelope.time().isAfter(time)).orElse(true)
        && cause.map(why -> why.equals(envelope.cause())).orElse(true);
  }
}
