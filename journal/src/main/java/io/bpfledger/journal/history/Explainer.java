package io.bpfledger.journal.history;

import io.bpfledger.journal.entry.Place;
import io.bpfledger.journal.entry.PlacedEntry;
import io.bpfledger.journal.event.DispatcherEvent;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.event.HostEvent;
import io.bpfledger.journal.event.LinkEvent;
import io.bpfledger.journal.event.ProgramEvent;
import io.bpfledger.journal.history.Explanation.Reason;
import io.bpfledger.journal.history.Explanation.Relation;
import io.bpfledger.journal.value.Cause;
import io.bpfledger.journal.value.Hold;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Follows the causes of one entry back to where they begin. */
final class Explainer {

  /** Longer chains than a command, a finding, a repair and a revision make there are not. */
  private static final int DEPTH_MAX = 8;

  private static final int AWAITED_MAX = 32;

  private final History history;
  private final Set<Place> told = new HashSet<>();

  Explainer(History history) {
    this.history = history;
  }

  Explanation explain(PlacedEntry placed) {
    return explain(placed, 0);
  }

  /** Each entry is explained once; where it comes up again, it stands without its reasons. */
  private Explanation explain(PlacedEntry placed, int depth) {
    if (!told.add(placed.place()) || depth == DEPTH_MAX) {
      return new Explanation(placed, List.of());
    }
    List<Reason> because = new ArrayList<>();
    beginning(placed).ifPresent(entry -> add(because, Relation.BEGAN, placed, entry, depth));
    carrier(placed).ifPresent(entry -> add(because, Relation.CARRIED, placed, entry, depth));
    awaited(placed).forEach(entry -> add(because, Relation.AWAITED, placed, entry, depth));
    switch (placed.entry().envelope().cause()) {
      case Cause.Command command ->
          command(placed, command)
              .ifPresent(entry -> add(because, Relation.COMMANDED, placed, entry, depth));
      case Cause.Finding finding -> {
        run(placed, finding.id())
            .ifPresent(entry -> add(because, Relation.FOUND, placed, entry, depth));
        want(placed).ifPresent(entry -> add(because, Relation.WANTED, placed, entry, depth));
      }
      case Cause.Occasion _ -> {
        // Something that happened outside: here the ledger's knowledge ends.
      }
    }
    return new Explanation(placed, because);
  }

  private void add(
      List<Reason> because, Relation relation, PlacedEntry of, PlacedEntry reason, int depth) {
    boolean itself = reason.place().equals(of.place());
    boolean named =
        because.stream()
            .anyMatch(known -> known.explanation().entry().place().equals(reason.place()));
    if (!itself && !named) {
      because.add(new Reason(relation, explain(reason, depth + 1)));
    }
  }

  /** What began the operation that this entry ended. */
  private Optional<PlacedEntry> beginning(PlacedEntry placed) {
    Event event = placed.entry().event();
    Optional<Ulid> operation = Operations.of(event);
    if (operation.isEmpty() || Operations.begins(event)) {
      return Optional.empty();
    }
    return lastBefore(
        placed, entry -> begins(entry) && Operations.of(entry.entry().event()).equals(operation));
  }

  private static boolean begins(PlacedEntry entry) {
    return Operations.begins(entry.entry().event())
        || entry.entry().event() instanceof HostEvent.ReconciliationStarted;
  }

  /** The revision that a dispatcher put in place for a link. */
  private Optional<PlacedEntry> carrier(PlacedEntry placed) {
    if (placed.entry().event() instanceof LinkEvent.Attached attached
        && attached.hold() instanceof Hold.ByDispatcher hold) {
      return first(
          StreamId.of(hold.hook()),
          entry ->
              entry.entry().event() instanceof DispatcherEvent.RevisionLive live
                  && live.revision() == hold.revision());
    }
    return Optional.empty();
  }

  /** The intents that a dispatcher's plan serves. */
  private List<PlacedEntry> awaited(PlacedEntry placed) {
    Set<Ulid> operations =
        switch (placed.entry().event()) {
          case DispatcherEvent.RevisionPlanned planned -> new HashSet<>(planned.serves());
          case DispatcherEvent.RemovalRequested requested -> new HashSet<>(requested.serves());
          default -> Set.of();
        };
    List<PlacedEntry> found = new ArrayList<>();
    if (!operations.isEmpty()) {
      history.scan(
          0,
          entry -> {
            Event event = entry.entry().event();
            boolean before = entry.place().ordering() < placed.place().ordering();
            if (before
                && Operations.begins(event)
                && Operations.of(event).filter(operations::remove).isPresent()) {
              found.add(entry);
            }
            return before && !operations.isEmpty() && found.size() < AWAITED_MAX;
          });
    }
    return found;
  }

  /** The first entry that the same command led to. */
  private Optional<PlacedEntry> command(PlacedEntry placed, Cause.Command command) {
    List<PlacedEntry> found = history.find(HistoryQuery.ALL.because(command).first(1));
    return found.stream()
        .filter(entry -> entry.place().ordering() < placed.place().ordering())
        .findFirst();
  }

  /** The run that recorded the finding. */
  private Optional<PlacedEntry> run(PlacedEntry placed, Ulid finding) {
    List<PlacedEntry> found = new ArrayList<>();
    history.scan(
        0,
        entry -> {
          boolean before = entry.place().ordering() < placed.place().ordering();
          if (before
              && entry.entry().event() instanceof HostEvent.ReconciliationStarted started
              && started.findings().stream().anyMatch(each -> each.id().equals(finding))) {
            found.add(entry);
          }
          return before && found.isEmpty();
        });
    return found.stream().findFirst();
  }

  /** What somebody wanted of the entity last, before it was repaired. */
  private Optional<PlacedEntry> want(PlacedEntry placed) {
    return lastBefore(
        placed,
        entry ->
            switch (entry.entry().event()) {
              case ProgramEvent.LoadRequested _,
                  ProgramEvent.UnloadRequested _,
                  LinkEvent.AttachRequested _,
                  LinkEvent.DetachRequested _ ->
                  true;
              case DispatcherEvent.RevisionPlanned _, DispatcherEvent.RemovalRequested _ ->
                  !(entry.entry().envelope().cause() instanceof Cause.Finding);
              default -> false;
            });
  }

  private Optional<PlacedEntry> lastBefore(PlacedEntry placed, Predicate<PlacedEntry> wanted) {
    List<PlacedEntry> found = new ArrayList<>();
    history.stream(
        placed.place().stream(),
        1,
        entry -> {
          boolean before = entry.place().sequence() < placed.place().sequence();
          if (before && wanted.test(entry)) {
            found.clear();
            found.add(entry);
          }
          return before;
        });
    return found.stream().findFirst();
  }

  private Optional<PlacedEntry> first(StreamId stream, Predicate<PlacedEntry> wanted) {
    List<PlacedEntry> found = new ArrayList<>();
    history.stream(
        stream,
        1,
        entry -> {
          if (wanted.test(entry)) {
            found.add(entry);
          }
          return found.isEmpty();
        });
    return found.stream().findFirst();
  }
}
