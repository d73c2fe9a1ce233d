package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.MapOrigin;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.elf.MapDefinition;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.elf.PlannedProgram;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the load of a batch will do, as far as its object says.
 *
 * @param request with nothing shared
 */
record BatchPlan(
    LoadRequest request, ObjectInspection object, LoadPlan plan, List<ProgramTask.Member> members) {

  static BatchPlan of(List<ProgramTask.Member> members, ObjectSource source) throws Obstacle {
    ProgramSpec first = members.getFirst().spec();
    LoadRequest request = request(members, bytes(first.bytecode(), source));
    try {
      ObjectInspection object = ObjectInspection.of(request.bytes());
      return new BatchPlan(
          request, object, LoadPlan.of(request, object).orThrow(), List.copyOf(members));
    } catch (ElfRejected rejected) {
      throw new Obstacle(
          "%s is no object that can be loaded safely: %s"
              .formatted(request.name(), rejected.getMessage()));
    }
  }

  private static ObjectBytes bytes(Bytecode bytecode, ObjectSource source) throws Obstacle {
    return switch (source.fetch(bytecode)) {
      case ObjectSource.Fetched.Found(ObjectBytes bytes) -> bytes;
      case ObjectSource.Fetched.Unavailable(String why) -> throw new Obstacle(why);
    };
  }

  private static LoadRequest request(List<ProgramTask.Member> members, ObjectBytes bytes) {
    Map<String, byte[]> globals = new TreeMap<>();
    for (Map.Entry<String, Bytes> global : members.getFirst().spec().globals().entrySet()) {
      globals.put(global.getKey(), global.getValue().toByteArray());
    }
    return new LoadRequest(
        name(members.getFirst().spec().bytecode().origin()),
        bytes,
        members.stream().map(member -> selection(member.spec())).toList(),
        globals,
        Map.of(),
        Optional.empty());
  }

  /** Short, as the kernel names maps of global variables by it. */
  private static String name(Bytecode.Origin origin) {
    String whole = origin.describe();
    String last = whole.substring(whole.lastIndexOf('/') + 1);
    return last.isEmpty() ? whole : last;
  }

  private static ProgramSelection selection(ProgramSpec spec) {
    return new ProgramSelection(
        spec.name(), Optional.of(spec.kind()), spec.attachType(), spec.function());
  }

  /** The request with maps in place of the object's own. */
  LoadRequest sharing(Map<String, MapHandle> maps) {
    return new LoadRequest(
        request.name(),
        request.bytes(),
        request.programs(),
        request.globals(),
        maps,
        Optional.empty());
  }

  String license() {
    return object.license().orElse("");
  }

  /** The load of the program whose maps the batch uses. */
  Optional<Load> owner() {
    return members.getFirst().owner();
  }

  /** Whose a map is. Those that hold programs of this object from the beginning are its own. */
  MapOrigin origin(String map) {
    if (holdsPrograms(map) || !ProgramDirectory.isPinnable(map)) {
      return MapOrigin.OWN;
    }
    if (ownersMap(map).isPresent()) {
      return MapOrigin.OWNER;
    }
    return object.map(map).filter(MapDefinition::pinnedByName).isPresent()
        ? MapOrigin.BY_NAME
        : MapOrigin.OWN;
  }

  Optional<Load.LoadedMap> ownersMap(String map) {
    return owner().stream()
        .flatMap(load -> load.maps().stream())
        .filter(owned -> owned.name().equals(map) && owned.pin().isPresent())
        .findFirst();
  }

  private boolean holdsPrograms(String map) {
    return object
        .map(map)
        .filter(it -> it.inner().isEmpty() && !it.initialValues().isEmpty())
        .isPresent();
  }

  /** The maps of the batch that are shared by their name. */
  SortedSet<String> mapsByName() {
    SortedSet<String> maps = new TreeSet<>(plan.maps());
    maps.removeIf(map -> origin(map) != MapOrigin.BY_NAME);
    return maps;
  }

  /**
   * The maps of one program: those it uses, those that are in them from the beginning, and the
   * structure of the kernel that it implements a part of.
   */
  SortedSet<String> mapsOf(String program) {
    Deque<String> unseen =
        new ArrayDeque<>(plan.program(program).map(PlannedProgram::maps).orElseThrow());
    object.maps().stream()
        .filter(map -> map.origin() == io.bpfledger.kernel.elf.MapOrigin.STRUCT_OPS)
        .filter(map -> map.initialValues().containsValue(program))
        .forEach(map -> unseen.add(map.name()));
    SortedSet<String> maps = new TreeSet<>();
    while (!unseen.isEmpty()) {
      String map = unseen.remove();
      if (plan.maps().contains(map) && maps.add(map)) {
        object
            .map(map)
            .filter(it -> it.inner().isPresent())
            .ifPresent(it -> unseen.addAll(it.initialValues().values()));
      }
    }
    return maps;
  }
}
