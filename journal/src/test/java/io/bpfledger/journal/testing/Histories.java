package io.bpfledger.journal.testing;

import io.bpfledger.journal.codec.EntryCodec;
import io.bpfledger.journal.entry.Entry;
import io.bpfledger.journal.event.Event;
import io.bpfledger.journal.state.Account;
import io.bpfledger.journal.state.DispatcherState;
import io.bpfledger.journal.state.EntityState;
import io.bpfledger.journal.state.IllegalEvent;
import io.bpfledger.journal.state.LinkState;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Random histories that may really have happened to one entity. */
public final class Histories {

  private static final EntryCodec CODEC = new EntryCodec();

  private Histories() {}

  /** An account, and the entries that came to it. */
  public record History(Account account, List<Entry> entries) {

    public History {
      entries = List.copyOf(entries);
    }

    public static History none(StreamId stream) {
      return new History(Account.open(stream), List.of());
    }

    /** The history with one event more. */
    public History with(Event event) {
      Entry entry = CODEC.seal(account.chain(), Samples.envelope(event), event);
      List<Entry> longer = new ArrayList<>(entries);
      longer.add(entry);
      return new History(account.after(entry), longer);
    }
  }

  /** Each number chooses one among the events that are legal next. */
  public static History chosenBy(StreamId stream, List<Integer> choices) {
    History history = History.none(stream);
    for (int at = 0; at < choices.size(); at++) {
      List<Event> legal = legal(history.account().state(), Ulid.of(1_000 + at, 0, at));
      history = history.with(legal.get(Math.floorMod(choices.get(at), legal.size())));
    }
    return history;
  }

  /** What can happen next, with a fresh operation or the one under way. */
  public static List<Event> legal(EntityState state, Ulid fresh) {
    Set<Event> legal = new LinkedHashSet<>();
    for (Ulid operation : operations(state, fresh)) {
      for (Event candidate : Candidates.next(state, operation)) {
        if (after(state, candidate).isPresent()) {
          legal.add(candidate);
        }
      }
    }
    return List.copyOf(legal);
  }

  /** States within a few events of the first one, nearest first, the nearest of each shape. */
  public static List<EntityState> reachable(
      StreamId stream, int furthest, Function<EntityState, String> shape) {
    EntityState initial = EntityState.initial(stream.kind());
    Map<String, EntityState> found = new LinkedHashMap<>();
    found.put(shape.apply(initial), initial);
    List<EntityState> border = List.of(initial);
    for (int step = 1; step <= furthest; step++) {
      List<EntityState> next = new ArrayList<>();
      for (EntityState state : border) {
        for (Event event : legal(state, Ulid.of(step, 0, 0))) {
          EntityState after = state.evolve(event);
          if (found.putIfAbsent(shape.apply(after), after) == null) {
            next.add(after);
          }
        }
      }
      border = next;
    }
    return List.copyOf(found.values());
  }

  /** Phase, whether a repair is under way, and whether what it was before was lost. */
  public static String shape(EntityState state) {
    String repair = state.repairs().underWay().isPresent() ? ".repair" : "";
    boolean lost =
        switch (state) {
          case ProgramState.Unloading unloading -> unloading.loss().isPresent();
          case LinkState.Detaching detaching -> detaching.loss().isPresent();
          case DispatcherState.Building building -> building.loss().isPresent();
          case DispatcherState.Removing removing -> removing.loss().isPresent();
          default -> false;
        };
    boolean first =
        state instanceof DispatcherState.Building building && building.before().isEmpty();
    return state.phase() + (lost ? ".lost" : "") + (first ? ".first" : "") + repair;
  }

  private static List<Ulid> operations(EntityState state, Ulid fresh) {
    return state.underWay().map(operation -> List.of(operation, fresh)).orElse(List.of(fresh));
  }

  /** The state after the event, if that can happen. */
  public static Optional<EntityState> after(EntityState state, Event event) {
    try {
      return Optional.of(state.evolve(event));
    } catch (IllegalEvent refused) {
      return Optional.empty();
    }
  }
}
