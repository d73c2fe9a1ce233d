package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.elf.PlannedGlobal;
import io.bpfledger.kernel.linux.LinuxMap;
import io.bpfledger.kernel.linux.libbpf.BpfMap;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** Makes the maps of an opened object be what the request asks for, before and after the load. */
final class MapPreparation {

  /** Some kernels add this bit to a device map by themselves. */
  private static final int F_RDONLY_PROG = 1 << 7;

  /** A struct_ops map that is registered by a link, and not by its first update. */
  private static final int F_LINK = 1 << 13;

  private static final int DESCRIPTOR_BYTES = 4;

  /** Why a map cannot stand in for one of the object. */
  private record Difference(String what, Object defined, Object found) {

    String from(String which) {
      return "it is defined with %s %s, but %s has %s".formatted(what, defined, which, found);
    }
  }

  private final LoadRequest request;
  private final LoadPlan plan;
  private final Maps kernelMaps;
  private final Optional<NamedPins> pins;
  private final Arena arena;
  private final LoadFailure failure;

  MapPreparation(
      LoadRequest request,
      LoadPlan plan,
      Maps kernelMaps,
      Optional<NamedPins> pins,
      Arena arena,
      LoadFailure failure) {
    this.request = request;
    this.plan = plan;
    this.kernelMaps = kernelMaps;
    this.pins = pins;
    this.arena = arena;
    this.failure = failure;
  }

  /** Answers the maps that the load will make or use, by name. */
  SortedMap<String, BpfMap> prepare(List<BpfMap> maps) throws LoadRefused {
    SortedMap<String, BpfMap> used = new TreeMap<>();
    for (BpfMap map : maps) {
      String name = map.name();
      if (plan.maps().contains(name)) {
        used.put(name, map);
        prepare(map, name);
      } else {
        leaveOut(map, name);
      }
    }
    return used;
  }

  private void leaveOut(BpfMap map, String name) throws LoadRefused {
    require(map.setAutocreate(false), name);
    if (map.type() == MapType.PROG_ARRAY.number()) {
      // libbpf puts first programs into each map of this type, made or not.
      require(map.setType(MapType.ARRAY.number()), name);
    }
  }

  private void prepare(BpfMap map, String name) throws LoadRefused {
    fitToKernel(map, name);
    MapHandle shared = request.sharedMaps().get(name);
    if (shared != null) {
      require(map.clearPinPath(), name);
      share(map, name, shared, "the map to share");
    } else if (!usesPin(map, name)) {
      writeGlobals(map, name);
    }
  }

  /** Definitions that carry more than the kernel takes for maps of their type. */
  private void fitToKernel(BpfMap map, String name) throws LoadRefused {
    Optional<MapType> type = MapType.numbered(map.type());
    if (type.isEmpty()) {
      return;
    }
    switch (type.get()) {
      case RINGBUF, USER_RINGBUF -> setSizes(map, name, 0, 0);
      case PERF_EVENT_ARRAY -> setSizes(map, name, DESCRIPTOR_BYTES, DESCRIPTOR_BYTES);
      case STRUCT_OPS -> require(map.setFlags(map.flags() | F_LINK), name);
      default -> {}
    }
  }

  private void setSizes(BpfMap map, String name, int keySize, int valueSize) throws LoadRefused {
    if (map.keySize() != keySize) {
      require(map.setKeySize(keySize), name);
    }
    if (map.valueSize() != valueSize) {
      require(map.setValueSize(valueSize), name);
    }
  }

  /** libbpf would take any map, and leave it to the verifier to find out, or to nobody. */
  private void share(BpfMap map, String name, MapHandle shared, String which) throws LoadRefused {
    MapInfo info =
        switch (kernelMaps.info(shared)) {
          case Result.Success<MapInfo> success -> success.value();
          case Result.Failure<MapInfo> refused -> throw new LoadRefused(refused.error());
        };
    Optional<Difference> difference = difference(map, info);
    if (difference.isPresent()) {
      throw new LoadRefused(failure.ofMap(name, Errno.EINVAL, difference.get().from(which)));
    }
    require(map.reuse(LinuxMap.number(shared)), name);
  }

  private static Optional<Difference> difference(BpfMap map, MapInfo shared) {
    if (map.type() != shared.typeNumber()) {
      return different("type", typeWord(map.type()), typeWord(shared.typeNumber()));
    }
    if (map.keySize() != shared.keySize()) {
      return different("key size", map.keySize(), shared.keySize());
    }
    if (map.valueSize() != shared.valueSize()) {
      return different("value size", map.valueSize(), shared.valueSize());
    }
    // Zero stands for a number that depends on the machine.
    if (map.maxEntries() != 0 && map.maxEntries() != shared.maxEntries()) {
      return different("entries", map.maxEntries(), shared.maxEntries());
    }
    return (map.flags() & ~F_RDONLY_PROG) == (shared.flags() & ~F_RDONLY_PROG)
        ? Optional.empty()
        : different("flags", map.flags(), shared.flags());
  }

  private static Optional<Difference> different(String what, Object defined, Object found) {
    return Optional.of(new Difference(what, defined, found));
  }

  private static String typeWord(int type) {
    return MapType.numbered(type).map(MapType::word).orElse(Integer.toString(type));
  }

  /** Answers whether the map is one that is pinned already. */
  private boolean usesPin(BpfMap map, String name) throws LoadRefused {
    boolean asked = map.asksForPin();
    // Left alone, libbpf would pin under /sys/fs/bpf.
    require(map.clearPinPath(), name);
    Optional<MapHandle> pinned =
        asked && pins.isPresent() ? pins.get().find(name) : Optional.empty();
    if (pinned.isEmpty()) {
      return false;
    }
    try (MapHandle found = pinned.get()) {
      share(map, name, found, "the map that is pinned under its name");
    }
    return true;
  }

  private void writeGlobals(BpfMap map, String name) throws LoadRefused {
    for (PlannedGlobal global : plan.globals()) {
      if (global.map().equals(name)) {
        MemorySegment value =
            map.initialValue(arena).orElseThrow(() -> new LoadRefused(failure.ofUnseen(name)));
        value.asSlice(global.offset()).copyFrom(MemorySegment.ofBuffer(global.value()));
      }
    }
  }

  /** Gives struct_ops maps their value: the programs are known only now. */
  void complete(SortedMap<String, BpfMap> used) throws LoadRefused {
    for (Map.Entry<String, BpfMap> map : used.entrySet()) {
      if (map.getValue().type() == MapType.STRUCT_OPS.number()) {
        int answer = map.getValue().fillStructOps();
        require(isOfAttaching(answer) ? 0 : answer, map.getKey());
      }
    }
  }

  /**
   * A newer libbpf attaches what it has filled, and cannot while another structure of that name is
   * in effect; filling does not answer these.
   */
  private static boolean isOfAttaching(int answer) {
    return answer == -Errno.EEXIST.number() || answer == -Errno.EBUSY.number();
  }

  private void require(int answer, String name) throws LoadRefused {
    Function<Errno, KernelError> refused = errno -> failure.ofMap(name, errno);
    LoadAttempt.require(answer, refused);
  }
}
