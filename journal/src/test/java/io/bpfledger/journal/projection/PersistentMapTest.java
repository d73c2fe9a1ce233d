package io.bpfledger.journal.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

final class PersistentMapTest {

  private static final int KEYS = 40;

  private static PersistentMap<Integer, Integer> empty() {
    return PersistentMap.empty(Comparator.<Integer>naturalOrder());
  }

  /** Positive numbers are put, negative ones taken away. */
  @Property(tries = 500)
  void itHoldsWhatAnOrdinaryMapHolds(
      @ForAll @Size(max = 200) List<@IntRange(min = -KEYS, max = KEYS) Integer> changes) {
    PersistentMap<Integer, Integer> map = empty();
    TreeMap<Integer, Integer> ordinary = new TreeMap<>();
    List<PersistentMap<Integer, Integer>> versions = new ArrayList<>();
    List<List<Map.Entry<Integer, Integer>>> expected = new ArrayList<>();
    for (int at = 0; at < changes.size(); at++) {
      int key = Math.abs(changes.get(at));
      if (changes.get(at) >= 0) {
        map = map.with(key, at);
        ordinary.put(key, at);
      } else {
        map = map.without(key);
        ordinary.remove(key);
      }
      versions.add(map);
      expected.add(ordinary.entrySet().stream().map(Map.Entry::copyOf).toList());

      assertThat(map.size()).isEqualTo(ordinary.size());
      assertThat(map.find(key).orElse(-1)).isEqualTo(ordinary.getOrDefault(key, -1));
      assertThat(map.height()).isLessThanOrEqualTo(highest(map.size()));
    }

    for (int version = 0; version < versions.size(); version++) {
      assertThat(versions.get(version).entries()).isEqualTo(expected.get(version));
    }
  }

  /** Positive numbers are put, negative ones taken away. */
  @Property(tries = 500)
  void draftComesToTheSameAndLeavesTheMapsBeforeAndAfterItAlone(
      @ForAll @Size(max = 60) List<@IntRange(min = -KEYS, max = KEYS) Integer> before,
      @ForAll @Size(max = 200) List<@IntRange(min = -KEYS, max = KEYS) Integer> drafted,
      @ForAll @Size(max = 60) List<@IntRange(min = -KEYS, max = KEYS) Integer> after) {
    PersistentMap<Integer, Integer> first = changed(empty(), before);
    PersistentMap<Integer, Integer> draft = changed(first.drafted(new Draft()), drafted);
    PersistentMap<Integer, Integer> settled = draft.settled();
    PersistentMap<Integer, Integer> next = changed(settled, after);
    PersistentMap<Integer, Integer> nextDraft = changed(settled.drafted(new Draft()), after);

    assertThat(first).isEqualTo(changed(empty(), before));
    assertThat(settled).isEqualTo(changed(first, drafted));
    assertThat(settled.height()).isLessThanOrEqualTo(highest(settled.size()));
    assertThat(next).isEqualTo(nextDraft).isEqualTo(changed(changed(first, drafted), after));
  }

  private static PersistentMap<Integer, Integer> changed(
      PersistentMap<Integer, Integer> map, List<Integer> changes) {
    PersistentMap<Integer, Integer> changed = map;
    for (int at = 0; at < changes.size(); at++) {
      int key = Math.abs(changes.get(at));
      changed = changes.get(at) >= 0 ? changed.with(key, at) : changed.without(key);
    }
    return changed;
  }

  /** An AVL tree is never higher than this. */
  private static int highest(int size) {
    return (int) Math.ceil(1.4405 * (Math.log(size + 2) / Math.log(2)));
  }

  @Property(tries = 300)
  void itIsReadFromAnyKeyOn(
      @ForAll @Size(max = 60) List<@IntRange(max = KEYS) Integer> keys,
      @ForAll @IntRange(max = KEYS) int first,
      @ForAll @IntRange(min = 1, max = 5) int most) {
    PersistentMap<Integer, Integer> map = empty();
    TreeMap<Integer, Integer> ordinary = new TreeMap<>();
    for (int key : keys) {
      map = map.with(key, key);
      ordinary.put(key, key);
    }
    List<Integer> read = new ArrayList<>();
    map.from(
        first,
        (key, _) -> {
          read.add(key);
          return read.size() < most;
        });

    assertThat(read).isEqualTo(ordinary.tailMap(first).keySet().stream().limit(most).toList());
    assertThat(map.keys()).isEqualTo(List.copyOf(ordinary.keySet()));
    assertThat(map.first()).isEqualTo(ordinary.values().stream().findFirst());
  }

  @Test
  void keysInOrderDoNotMakeItHigh() {
    PersistentMap<Integer, Integer> map = empty();
    for (int key = 0; key < 10_000; key++) {
      map = map.with(key, key);
    }

    assertThat(map.height()).isLessThanOrEqualTo(highest(10_000)).isEqualTo(14);
  }
}
