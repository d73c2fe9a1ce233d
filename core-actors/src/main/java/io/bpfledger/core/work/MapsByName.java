package io.bpfledger.core.work;

import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The maps that programs share by name, pinned at {@code maps/NAME} as long as a program uses them.
 *
 * <p>A program that uses one has a pin of its own, too, and those pins are the use count: they
 * cannot disagree with what is in the kernel. A name is guarded from before a load looks for it
 * until the load is committed or undone, so that it is never taken away from under it.
 */
final class MapsByName {

  private final Workplace place;
  private final Pins pins;
  private final Guards guards = new Guards();

  MapsByName(Workplace place) {
    this.place = place;
    this.pins = place.pins();
  }

  /** Nobody else finds or removes the maps of these names until it is closed. */
  Guards.Held guard(Collection<String> names) {
    return guards.hold(names);
  }

  Path path(String name) {
    return place.layout().mapsByName().resolve(name);
  }

  /** The map of a name; empty if there is none yet. */
  Optional<MapHandle> open(String name) throws Obstacle {
    Optional<Handle> found = pins.open(path(name)).orThrow();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    if (found.get() instanceof MapHandle map) {
      return Optional.of(map);
    }
    found.get().close();
    throw new Obstacle(
        "what is pinned at %s is no map, so no program can share it by that name; remove it"
            .formatted(path(name)));
  }

  /** Pins a map that is the first of its name. */
  void pin(String name, MapHandle map) {
    pins.ensureDirectory(place.layout().mapsByName()).orThrow();
    place.kernel().bpffs().pin(map, path(name)).orThrow();
  }

  /**
   * Which of these maps are pinned by their name and used by no committed program.
   *
   * @param except a directory whose programs do not count, as they are on their way out
   */
  SortedMap<String, MapId> unused(Map<String, MapId> maps, Path except) {
    SortedMap<String, MapId> unused = new TreeMap<>();
    for (Map.Entry<String, MapId> map : maps.entrySet()) {
      if (mapAt(path(map.getKey())).filter(map.getValue()::equals).isPresent()) {
        unused.put(map.getKey(), map.getValue());
      }
    }
    if (!unused.isEmpty()) {
      for (Path program : programs()) {
        ProgramDirectory directory = new ProgramDirectory(program);
        if (!program.startsWith(except)) {
          unused
              .entrySet()
              .removeIf(
                  map ->
                      mapAt(directory.map(map.getKey()))
                          .filter(map.getValue()::equals)
                          .isPresent());
        }
      }
    }
    return unused;
  }

  void unpin(Collection<String> names, Leftovers leftovers) {
    for (String name : names) {
      pins.unlink(path(name)).problem().ifPresent(error -> leftovers.add(path(name), error));
    }
  }

  /** The directories of all committed programs. */
  private List<Path> programs() {
    return directories(place.layout().programs()).stream()
        .flatMap(batch -> directories(batch).stream())
        .toList();
  }

  private List<Path> directories(Path parent) {
    return pins.list(parent).orThrow().orElse(List.of()).stream()
        .filter(BpffsEntry.Directory.class::isInstance)
        .map(BpffsEntry::path)
        .toList();
  }

  /** Which map is pinned at a path, if one is. */
  Optional<MapId> mapAt(Path pin) {
    Optional<Handle> found = pins.open(pin).orThrow();
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try (Handle handle = found.get()) {
      return handle instanceof MapHandle map
          ? Optional.of(place.kernel().maps().info(map).orThrow().id())
          : Optional.empty();
    }
  }
}
