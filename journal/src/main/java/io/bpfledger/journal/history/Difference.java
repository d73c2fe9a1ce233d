package io.bpfledger.journal.history;

import io.bpfledger.journal.projection.EntityView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.value.StreamId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is different in one ledger from another.
 *
 * @param changes by entity, in order
 */
public record Difference(List<EntityChange> changes) {

  public Difference {
    changes = List.copyOf(changes);
  }

  /**
   * What became of one entity.
   *
   * @param before empty if it did not exist
   * @param after empty if it does not exist
   * @param aspects what can be said of it in another way now, by name
   */
  public record EntityChange(
      StreamId entity,
      Optional<EntityView> before,
      Optional<EntityView> after,
      SortedMap<String, AspectChange> aspects) {

    public EntityChange {
      aspects = Collections.unmodifiableSortedMap(new TreeMap<>(aspects));
    }
  }

  /**
   * What became of one aspect.
   *
   * @param before empty if nothing could be said
   * @param after empty if nothing can be said
   */
  public record AspectChange(Optional<String> before, Optional<String> after) {}

  public static Difference between(Ledger before, Ledger after) {
    SortedMap<StreamId, EntityView> earlier = views(before);
    SortedMap<StreamId, EntityView> later = views(after);
    SortedSet<StreamId> entities = new TreeSet<>(earlier.keySet());
    entities.addAll(later.keySet());
    List<EntityChange> changes = new ArrayList<>();
    for (StreamId entity : entities) {
      Optional<EntityView> one = Optional.ofNullable(earlier.get(entity));
      Optional<EntityView> other = Optional.ofNullable(later.get(entity));
      // Most entities of two moments of one ledger are the very same object.
      SortedMap<String, AspectChange> aspects =
          one.equals(other) ? new TreeMap<>() : aspects(one, other);
      if (!aspects.isEmpty()) {
        changes.add(new EntityChange(entity, one, other, aspects));
      }
    }
    return new Difference(changes);
  }

  private static SortedMap<StreamId, EntityView> views(Ledger ledger) {
    SortedMap<StreamId, EntityView> views = new TreeMap<>();
    ledger.entities().forEach(view -> views.put(view.stream(), view));
    return views;
  }

  private static SortedMap<String, AspectChange> aspects(
      Optional<EntityView> before, Optional<EntityView> after) {
    SortedMap<String, String> earlier = before.map(Aspects::of).orElseGet(TreeMap::new);
    SortedMap<String, String> later = after.map(Aspects::of).orElseGet(TreeMap::new);
    SortedSet<String> names = new TreeSet<>(earlier.keySet());
    names.addAll(later.keySet());
    SortedMap<String, AspectChange> changes = new TreeMap<>();
    for (String name : names) {
      Optional<String> one = Optional.ofNullable(earlier.get(name));
      Optional<String> other = Optional.ofNullable(later.get(name));
      if (!one.equals(other)) {
        changes.put(name, new AspectChange(one, other));
      }
    }
    return changes;
  }
}
