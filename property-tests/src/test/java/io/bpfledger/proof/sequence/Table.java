package io.bpfledger.proof.sequence;

import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.proof.contract.World;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What one player holds: handles by place, devices by place, and a name for every object it made.
 * The names, not the kernel's ids, are what two kernels have in common.
 */
final class Table implements AutoCloseable {

  /**
   * The paths of a sequence, below the world's bpffs: two directories and pins in and beside them.
   */
  static final List<String> PATHS = List.of("a", "b", "a/x", "a/y", "b/x", "c", "bad.name");

  static final int PROGRAMS = 4;
  static final int MAPS = 3;
  static final int LINKS = 4;
  static final int DEVICES = 2;

  private final World world;
  private final Map<Integer, ProgramHandle> programs = new TreeMap<>();
  private final Map<Integer, MapHandle> maps = new TreeMap<>();
  private final Map<Integer, LinkHandle> links = new TreeMap<>();
  private final Map<Integer, NetworkInterface> devices = new TreeMap<>();
  private final Map<Integer, NetworkInterface> removedDevices = new TreeMap<>();
  private final Map<ProgramId, String> programNames = new HashMap<>();
  private final Map<MapId, String> mapNames = new HashMap<>();
  private final Map<LinkId, String> linkNames = new HashMap<>();

  Table(World world) {
    this.world = world;
    for (int device = 0; device < DEVICES; device++) {
      devices.put(device, world.addDevice(deviceName(device)));
    }
  }

  World world() {
    return world;
  }

  Kernel kernel() {
    return world.kernel();
  }

  Path path(int path) {
    return world.bpffs().resolve(PATHS.get(path));
  }

  Map<Integer, ProgramHandle> programs() {
    return programs;
  }

  Map<Integer, MapHandle> maps() {
    return maps;
  }

  Map<Integer, LinkHandle> links() {
    return links;
  }

  Map<Integer, NetworkInterface> devices() {
    return devices;
  }

  /**
   * The device at a place, or the last one that was there: asking for what is gone is a step too.
   */
  Optional<NetworkInterface> deviceOrItsGhost(int device) {
    NetworkInterface present = devices.get(device);
    return Optional.ofNullable(present != null ? present : removedDevices.get(device));
  }

  void addDevice(int device) {
    devices.put(device, world.addDevice(deviceName(device)));
  }

  void removeDevice(int device) {
    NetworkInterface removed = devices.remove(device);
    if (removed != null) {
      removedDevices.put(device, removed);
      world.removeDevice(deviceName(device));
    }
  }

  Optional<? extends Handle> handle(Step.Sort sort, int place) {
    return Optional.ofNullable(
        switch (sort) {
          case PROGRAM -> programs.get(place);
          case MAP -> maps.get(place);
          case LINK -> links.get(place);
        });
  }

  void take(Step.Sort sort, int place) {
    switch (sort) {
      case PROGRAM -> programs.remove(place);
      case MAP -> maps.remove(place);
      case LINK -> links.remove(place);
    }
  }

  /** The name of a program; it is named when it is first asked for. */
  String name(ProgramId id) {
    return programNames.computeIfAbsent(id, _ -> "program" + programNames.size());
  }

  String name(MapId id) {
    return mapNames.computeIfAbsent(id, _ -> "map" + mapNames.size());
  }

  String name(LinkId id) {
    return linkNames.computeIfAbsent(id, _ -> "link" + linkNames.size());
  }

  /**
   * The name of an interface by its index, {@code 0} for none, {@code gone} for one of the past.
   */
  String name(int interfaceIndex) {
    if (interfaceIndex == 0) {
      return "0";
    }
    return devices.values().stream()
        .filter(device -> device.index() == interfaceIndex)
        .map(NetworkInterface::name)
        .findFirst()
        .orElse("gone");
  }

  /**
   * The names of the objects that are there, also of those that no place holds any more.
   *
   * <p>Ids are walked, nothing is opened: Linux keeps a program array for ever that is opened and
   * closed in the moment in which its last user lets it go.
   */
  Set<String> alive() {
    Set<String> alive = new TreeSet<>();
    walk(kernel().programs()::next, programNames, alive);
    walk(kernel().maps()::next, mapNames, alive);
    walk(kernel().links()::next, linkNames, alive);
    return alive;
  }

  private static <I> void walk(
      Function<Optional<I>, Result<Optional<I>>> next, Map<I, String> names, Set<String> alive) {
    Optional<I> id = next.apply(Optional.empty()).orThrow();
    while (id.isPresent()) {
      String name = names.get(id.get());
      if (name != null) {
        alive.add(name);
      }
      id = next.apply(id).orThrow();
    }
  }

  ProgramId idOf(ProgramHandle program) {
    return kernel().programs().info(program).orThrow().id();
  }

  MapId idOf(MapHandle map) {
    return kernel().maps().info(map).orThrow().id();
  }

  LinkId idOf(LinkHandle link) {
    return kernel().links().info(link).orThrow().id();
  }

  private static String deviceName(int device) {
    return "dev" + device;
  }

  @Override
  public void close() {
    links.values().forEach(Handle::close);
    maps.values().forEach(Handle::close);
    programs.values().forEach(Handle::close);
    world.close();
  }
}
