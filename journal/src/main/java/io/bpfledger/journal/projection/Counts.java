package io.bpfledger.journal.projection;

import java.util.Comparator;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How many there are of each name; of a name that is not here there are none. */
record Counts(PersistentMap<String, Long> byName) {

  static final Counts NONE = new Counts(PersistentMap.empty(Comparator.<String>naturalOrder()));

  Counts plus(String name, long more) {
    long count = byName.find(name).orElse(0L) + more;
    return new Counts(count == 0 ? byName.without(name) : byName.with(name, count));
  }

  SortedMap<String, Long> toMap() {
    SortedMap<String, Long> counts = new TreeMap<>();
    for (Map.Entry<String, Long> count : byName.entries()) {
      counts.put(count.getKey(), count.getValue());
    }
    return counts;
  }
}
