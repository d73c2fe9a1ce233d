package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.ProgramSelection;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks one request against its object; see {@link LoadPlan}. */
final class LoadPlanning {

  /** How many names of an object an error lists. */
  private static final int LISTED = 20;

  /** The map that libbpf makes for what programs ask about the configuration of the kernel. */
  private static final String CONFIGURATION = ".kconfig";

  private final LoadRequest request;
  private final ObjectInspection object;

  LoadPlanning(LoadRequest request, ObjectInspection object) {
    this.request = request;
    this.object = object;
  }

  LoadPlan plan() throws PlanRefused, ElfRejected {
    requireLoadableMaps();
    requireShareableMaps();
    SortedMap<String, PlannedProgram> programs = new TreeMap<>();
    for (ProgramSelection selection : request.programs()) {
      ProgramDefinition definition = chosen(selection.name());
      PlannedProgram planned =
          new ProgramPlanning(request.name(), definition, selection).plan(mapsOf(definition));
      if (programs.put(planned.name(), planned) != null) {
        throw refused("program " + planned.name(), Errno.EINVAL, "it is chosen twice");
      }
    }
    return new LoadPlan(programs, maps(programs), globals());
  }

  private void requireLoadableMaps() throws PlanRefused {
    for (MapDefinition map : object.maps()) {
      if (map.origin() == MapOrigin.LEGACY) {
        throw refused(
            "map " + map.name(),
            Errno.EOPNOTSUPP,
            "it is declared in the section 'maps', as before BTF, which libbpf does not load since"
                + " 1.0; the object must be built with maps in '.maps'");
      }
    }
  }

  private void requireShareableMaps() throws PlanRefused {
    for (String name : request.sharedMaps().keySet()) {
      Optional<MapDefinition> map = object.map(name);
      boolean known =
          map.isPresent()
              || object.dataSections().stream().anyMatch(data -> data.name().equals(name));
      if (!known) {
        throw refused(
            "map " + name,
            Errno.ENOENT,
            "the object has no such map to share; "
                + listed(object.maps().stream().map(MapDefinition::name).toList()));
      }
      if (map.isPresent() && map.get().inner().isEmpty() && !map.get().initialValues().isEmpty()) {
        throw refused(
            "map " + name,
            Errno.EINVAL,
            "it holds programs of this object from the beginning, so it cannot be that of another");
      }
    }
  }

  private ProgramDefinition chosen(String name) throws PlanRefused {
    List<ProgramDefinition> named =
        object.programs().stream().filter(program -> program.name().equals(name)).toList();
    if (named.isEmpty()) {
      throw refused(
          "program " + name,
          Errno.ENOENT,
          "the object has no such program; "
              + listed(object.programs().stream().map(ProgramDefinition::name).toList()));
    }
    if (named.size() > 1) {
      throw refused(
          "program " + name, Errno.EINVAL, "the object has " + named.size() + " of that name");
    }
    return named.getFirst();
  }

  private SortedSet<String> mapsOf(ProgramDefinition program) throws ElfRejected {
    SortedSet<String> maps = new TreeSet<>();
    ProgramReach reach = ProgramReach.of(object, program);
    reach.maps().forEach(map -> maps.add(map.name()));
    reach.dataSections().forEach(data -> maps.add(data.name()));
    // Constants are bound to every program, for they may describe it.
    object.dataSections().stream()
        .filter(DataSection::readOnly)
        .forEach(data -> maps.add(data.name()));
    if (reach.externs().stream().anyMatch(LoadPlanning::isConfiguration)) {
      maps.add(CONFIGURATION);
    }
    return maps;
  }

  private static boolean isConfiguration(String extern) {
    return extern.startsWith("CONFIG_") || extern.startsWith("LINUX_");
  }

  /** The maps of the programs, those that are in them from the beginning, and struct_ops maps. */
  private SortedSet<String> maps(SortedMap<String, PlannedProgram> programs) throws PlanRefused {
    SortedSet<String> maps = new TreeSet<>();
    Deque<String> unseen = new ArrayDeque<>();
    programs.values().forEach(program -> unseen.addAll(program.maps()));
    while (!unseen.isEmpty()) {
      String name = unseen.remove();
      if (maps.add(name)) {
        Optional<MapDefinition> map = object.map(name);
        if (map.isPresent() && !request.sharedMaps().containsKey(name)) {
          unseen.addAll(mapsIn(map.get(), programs.keySet()));
        }
      }
    }
    for (MapDefinition map : object.maps()) {
      if (map.origin() == MapOrigin.STRUCT_OPS
          && !Collections.disjoint(map.initialValues().values(), programs.keySet())) {
        requireChosen(map, programs.keySet());
        maps.add(map.name());
      }
    }
    return maps;
  }

  private Collection<String> mapsIn(MapDefinition map, Set<String> programs) throws PlanRefused {
    if (map.inner().isPresent()) {
      return map.initialValues().values();
    }
    requireChosen(map, programs);
    return List.of();
  }

  private void requireChosen(MapDefinition map, Set<String> programs) throws PlanRefused {
    for (String needed : map.initialValues().values()) {
      if (!programs.contains(needed)) {
        throw refused(
            "map " + map.name(),
            Errno.EINVAL,
            "it holds program " + needed + " from the beginning, which must be chosen, too");
      }
    }
  }

  private List<PlannedGlobal> globals() throws PlanRefused {
    List<PlannedGlobal> planned = new ArrayList<>();
    for (Map.Entry<String, byte[]> global : new TreeMap<>(request.globals()).entrySet()) {
      planned.add(global(global.getKey(), global.getValue()));
    }
    return List.copyOf(planned);
  }

  private PlannedGlobal global(String name, byte[] value) throws PlanRefused {
    List<GlobalVariable> named =
        object.globals().stream().filter(global -> global.name().equals(name)).toList();
    if (named.isEmpty()) {
      throw refused(
          "global " + name,
          Errno.ENOENT,
          "the object has no such variable; "
              + listed(object.globals().stream().map(GlobalVariable::name).toList()));
    }
    GlobalVariable global = named.getFirst();
    if (named.size() > 1) {
      throw refused(
          "global " + name, Errno.EINVAL, "the object has " + named.size() + " of that name");
    }
    if (global.size() != value.length) {
      throw refused(
          "global " + name,
          Errno.EINVAL,
          "it has " + global.size() + " bytes, the value has " + value.length);
    }
    if (request.sharedMaps().containsKey(global.section())) {
      throw refused(
          "global " + name,
          Errno.EINVAL,
          "its map " + global.section() + " is shared, and keeps the values it has");
    }
    return new PlannedGlobal(
        name, global.section(), global.offset(), ByteBuffer.wrap(value.clone()));
  }

  private static String listed(List<String> names) {
    if (names.isEmpty()) {
      return "it has none";
    }
    String more = names.size() > LISTED ? " and " + (names.size() - LISTED) + " more" : "";
    return names.stream().sorted().limit(LISTED).collect(Collectors.joining(", ", "it has ", more));
  }

  private PlanRefused refused(String part, Errno errno, String reason) {
    return new PlanRefused(part + " of " + request.name(), errno, reason);
  }
}
