package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.elf.DataSection;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.elf.MapDefinition;
import io.bpfledger.kernel.elf.MapShape;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.elf.PlannedGlobal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The maps of one load: made, shared, or found under the name they are pinned by. */
final class ObjectMaps {

  private static final int NAME_LIMIT = 15;
  private static final int SUFFIX_BYTES = 7;
  private static final int MAPPABLE = 1 << 10;
  private static final int READ_ONLY_FOR_PROGRAMS = 1 << 7;

  private final SimulatedProcess process;
  private final Machine machine;
  private final LoadRequest request;
  private final ObjectInspection object;
  private final LoadPlan plan;
  private final Optional<BtfObject> btf;
  private final TreeMap<String, MapHandle> handles = new TreeMap<>();
  private final List<Path> newPins = new ArrayList<>();

  ObjectMaps(
      SimulatedProcess process,
      LoadRequest request,
      ObjectInspection object,
      LoadPlan plan,
      Optional<BtfObject> btf) {
    this.process = process;
    this.machine = process.machine();
    this.request = request;
    this.object = object;
    this.plan = plan;
    this.btf = btf;
  }

  void make() {
    for (String name : plan.maps()) {
      try {
        handles.put(name, process.open(map(name)));
      } catch (Refusal refusal) {
        throw refusal.about("map " + name + " of " + request.name());
      }
    }
  }

  SortedMap<String, MapHandle> handles() {
    return handles;
  }

  MapObject named(String name) {
    MapHandle handle = handles.get(name);
    if (handle == null) {
      throw new Refusal(Errno.EINVAL, "the program names the map " + name + ", which was not made");
    }
    return process.map(handle);
  }

  /** Nothing of a load that failed stays: neither maps nor the pins it made for them. */
  void undo() {
    handles.values().forEach(process::dropUnseen);
    newPins.forEach(machine.files()::unlink);
  }

  private MapObject map(String name) {
    MapHandle shared = request.sharedMaps().get(name);
    MapSpec spec = spec(name);
    if (shared != null) {
      MapObject map = process.map(shared);
      SharedMap.requireAlike(spec, map.spec());
      return map;
    }
    Optional<MapDefinition> definition = object.map(name);
    if (definition.isPresent()
        && definition.get().pinnedByName()
        && request.pinByNameDirectory().isPresent()) {
      return pinnedByName(request.pinByNameDirectory().get(), name, spec);
    }
    return make(name, spec);
  }

  private MapObject pinnedByName(Path directory, String name, MapSpec spec) {
    machine.files().directory(directory);
    Path path = directory.resolve(name);
    if (!machine.files().exists(path)) {
      MapObject map = make(name, spec);
      map.retain();
      try {
        machine.files().pin(map, path);
        newPins.add(path);
      } finally {
        map.release();
      }
      return map;
    }
    if (machine.files().open(path) instanceof MapObject pinned) {
      SharedMap.requireAlike(spec, pinned.spec());
      return pinned;
    }
    throw new Refusal(Errno.EINVAL, "what is pinned at " + path + " is no map");
  }

  private MapObject make(String name, MapSpec spec) {
    boolean typed =
        object.map(name).map(MapDefinition::shape).map(ObjectMaps::isTyped).orElse(true);
    MapObject map =
        machine.createMap(spec, typed && describedByBtf(spec.type()) ? btf : Optional.empty());
    object.dataSections().stream()
        .filter(section -> section.name().equals(name))
        .findFirst()
        .ifPresent(section -> initialise(map, section));
    if (name.equals(KernelConfiguration.MAP)) {
      write(map, KernelConfiguration.value(machine.profile().kernelRelease()));
      map.freeze(MapAccess.READ_WRITE);
    }
    return map;
  }

  private static boolean isTyped(MapShape shape) {
    return shape.keyType().isPresent() || shape.valueType().isPresent();
  }

  /** For maps of these types the kernel takes no type information, and libbpf gives none. */
  private static boolean describedByBtf(MapType type) {
    return switch (type) {
      case RINGBUF,
          USER_RINGBUF,
          PERF_EVENT_ARRAY,
          CGROUP_ARRAY,
          STACK_TRACE,
          ARRAY_OF_MAPS,
          HASH_OF_MAPS,
          DEVMAP,
          DEVMAP_HASH,
          CPUMAP,
          XSKMAP,
          SOCKMAP,
          SOCKHASH ->
          false;
      default -> true;
    };
  }

  private void initialise(MapObject map, DataSection section) {
    byte[] value = new byte[section.size()];
    byte[] contents = section.contents().toByteArray();
    System.arraycopy(contents, 0, value, 0, contents.length);
    for (PlannedGlobal global : plan.globals()) {
      if (global.map().equals(section.name())) {
        ByteBuffer bytes = global.value();
        bytes.get(value, global.offset(), bytes.remaining());
      }
    }
    write(map, value);
    if (section.readOnly()) {
      map.freeze(MapAccess.READ_WRITE);
    }
  }

  private static void write(MapObject map, byte[] value) {
    map.write(NativeBytes.ofInt(0), value, UpdateMode.ANY, MapAccess.READ_WRITE);
  }

  private MapSpec spec(String name) {
    Optional<DataSection> section =
        object.dataSections().stream().filter(data -> data.name().equals(name)).findFirst();
    if (section.isPresent()) {
      int flags = MAPPABLE | (section.get().readOnly() ? READ_ONLY_FOR_PROGRAMS : 0);
      return global(name, section.get().size(), flags);
    }
    return object
        .map(name)
        .map(definition -> spec(name, definition.shape()))
        .orElseGet(
            () -> global(name, KernelConfiguration.BYTES, MAPPABLE | READ_ONLY_FOR_PROGRAMS));
  }

  /** The map of a section of global variables, named as libbpf names it. */
  private MapSpec global(String section, int size, int flags) {
    String object = request.name().replaceAll("[^A-Za-z0-9_]", "_");
    String prefix =
        section.indexOf('.', 1) > 0
            ? ""
            : object.substring(
                0,
                Math.min(object.length(), NAME_LIMIT - Math.max(SUFFIX_BYTES, section.length())));
    return new MapSpec(MapType.ARRAY, shortened(prefix + section), Integer.BYTES, size, 1, flags);
  }

  private MapSpec spec(String name, MapShape shape) {
    MapType type =
        shape
            .type()
            .orElseThrow(
                () ->
                    new Refusal(Errno.EINVAL, "map type " + shape.typeNumber() + " is not known"));
    return switch (type) {
      case RINGBUF, USER_RINGBUF -> spec(type, name, 0, 0, shape.maxEntries(), shape.flags());
      case PERF_EVENT_ARRAY ->
          spec(
              type,
              name,
              Integer.BYTES,
              Integer.BYTES,
              shape.maxEntries() == 0 ? machine.processors() : shape.maxEntries(),
              shape.flags());
      default ->
          spec(type, name, shape.keySize(), shape.valueSize(), shape.maxEntries(), shape.flags());
    };
  }

  private static MapSpec spec(
      MapType type, String name, int keySize, int valueSize, int maxEntries, int flags) {
    return new MapSpec(type, shortened(name), keySize, valueSize, maxEntries, flags);
  }

  private static String shortened(String name) {
    return name.length() <= NAME_LIMIT ? name : name.substring(0, NAME_LIMIT);
  }

  /** Puts in what the maps hold from the beginning: programs, or other maps. */
  void fill(NavigableSet<String> programs, Function<String, ProgramObject> loaded) {
    for (MapDefinition definition : object.maps()) {
      if (handles.containsKey(definition.name())
          && !request.sharedMaps().containsKey(definition.name())) {
        MapObject map = named(definition.name());
        for (Map.Entry<Integer, String> initial : definition.initialValues().entrySet()) {
          if (programs.contains(initial.getValue())) {
            fill(map, initial.getKey(), loaded.apply(initial.getValue()));
          } else if (map.contents() instanceof OpaqueContents opaque) {
            opaque.hold(named(initial.getValue()));
          }
        }
      }
    }
  }

  private static void fill(MapObject map, int slot, ProgramObject program) {
    switch (map.contents()) {
      case ProgramArray array -> array.set(slot, program);
      case OpaqueContents opaque -> opaque.hold(program);
      case ArrayContents _, HashContents _, TrieContents _, QueueContents _ ->
          throw new Refusal(Errno.EINVAL, "the map cannot hold programs");
    }
  }
}
