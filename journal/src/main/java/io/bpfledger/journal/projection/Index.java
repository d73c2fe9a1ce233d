package io.bpfledger.journal.projection;

import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.LinkNumber;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The ways to find an entity by one of its traits. */
record Index(
    PersistentMap<KernelName, StreamId> programs,
    PersistentMap<KernelName, StreamId> links,
    PersistentMap<LinkNumber, LinkKey> numbers,
    PersistentMap<Pair<ProgramKey>, LinkKey> linksOfPrograms,
    PersistentMap<Pair<HookKey>, LinkKey> linksOfHooks,
    PersistentMap<LabelEntry, StreamId> labels) {

  /** A link below what it belongs to. */
  record Pair<K extends Comparable<K>>(K of, LinkKey link) implements Comparable<Pair<K>> {

    @Override
    public int compareTo(Pair<K> other) {
      int byOwner = of.compareTo(other.of);
      return byOwner != 0 ? byOwner : link.compareTo(other.link);
    }
  }

  private static final LinkKey FIRST_LINK = new LinkKey(new Ulid(0, 0));
  private static final StreamId FIRST_STREAM =
      new StreamId(StreamKind.HOST, new Ulid(0, 0).toString());

  static final Index EMPTY =
      new Index(
          PersistentMap.empty(Comparator.<KernelName>naturalOrder()),
          PersistentMap.empty(Comparator.<KernelName>naturalOrder()),
          PersistentMap.empty(Comparator.<LinkNumber>naturalOrder()),
          PersistentMap.empty(Comparator.<Pair<ProgramKey>>naturalOrder()),
          PersistentMap.empty(Comparator.<Pair<HookKey>>naturalOrder()),
          PersistentMap.empty(Comparator.<LabelEntry>naturalOrder()));

  /** The index after an entity's traits changed. */
  Index after(StreamId stream, Traits before, Traits now) {
    if (before.equals(now)) {
      return this;
    }
    return switch (stream.kind()) {
      case PROGRAM ->
          new Index(
              moved(programs, before.kernel(), now.kernel(), stream),
              links,
              numbers,
              linksOfPrograms,
              linksOfHooks,
              labelled(stream, before, now));
      case LINK -> {
        LinkKey link = LinkKey.parse(stream.key());
        yield new Index(
            programs,
            moved(links, before.kernel(), now.kernel(), stream),
            moved(numbers, before.number(), now.number(), link),
            moved(linksOfPrograms, below(before.program(), link), below(now.program(), link), link),
            moved(linksOfHooks, below(before.hook(), link), below(now.hook(), link), link),
            labelled(stream, before, now));
      }
      case HOST, DISPATCHER -> this;
    };
  }

  private static <K extends Comparable<K>> Optional<Pair<K>> below(
      Optional<K> owner, LinkKey link) {
    return owner.map(of -> new Pair<>(of, link));
  }

  /** The map in which a value stands under its new key, and under its old one no more. */
  private static <K, V> PersistentMap<K, V> moved(
      PersistentMap<K, V> map, Optional<K> before, Optional<K> now, V value) {
    if (before.equals(now)) {
      return map;
    }
    PersistentMap<K, V> without = map;
    if (before.isPresent() && map.find(before.get()).equals(Optional.of(value))) {
      without = map.without(before.get());
    }
    return now.isPresent() ? without.with(now.get(), value) : without;
  }

  private PersistentMap<LabelEntry, StreamId> labelled(StreamId stream, Traits before, Traits now) {
    SortedMap<String, String> old = before.labels().entries();
    SortedMap<String, String> present = now.labels().entries();
    PersistentMap<LabelEntry, StreamId> changed = labels;
    for (Map.Entry<String, String> label : old.entrySet()) {
      if (!label.getValue().equals(present.get(label.getKey()))) {
        changed = changed.without(new LabelEntry(label.getKey(), label.getValue(), stream));
      }
    }
    for (Map.Entry<String, String> label : present.entrySet()) {
      if (!label.getValue().equals(old.get(label.getKey()))) {
        changed = changed.with(new LabelEntry(label.getKey(), label.getValue(), stream), stream);
      }
    }
    return changed;
  }

  /** See {@link PersistentMap#drafted}. */
  Index drafted(Draft draft) {
    return new Index(
        programs.drafted(draft),
        links.drafted(draft),
        numbers.drafted(draft),
        linksOfPrograms.drafted(draft),
        linksOfHooks.drafted(draft),
        labels.drafted(draft));
  }

  Index settled() {
    return new Index(
        programs.settled(),
        links.settled(),
        numbers.settled(),
        linksOfPrograms.settled(),
        linksOfHooks.settled(),
        labels.settled());
  }

  List<LinkKey> linksOf(ProgramKey program) {
    return below(linksOfPrograms, program);
  }

  List<LinkKey> linksOn(HookKey hook) {
    return below(linksOfHooks, hook);
  }

  private static <K extends Comparable<K>> List<LinkKey> below(
      PersistentMap<Pair<K>, LinkKey> map, K owner) {
    List<LinkKey> links = new ArrayList<>();
    map.from(
        new Pair<>(owner, FIRST_LINK), (pair, link) -> pair.of().equals(owner) && links.add(link));
    return links;
  }

  List<StreamId> labelled(String key, String value) {
    List<StreamId> entities = new ArrayList<>();
    labels.from(
        new LabelEntry(key, value, FIRST_STREAM),
        (label, stream) ->
            label.key().equals(key) && label.value().equals(value) && entities.add(stream));
    return entities;
  }
}
