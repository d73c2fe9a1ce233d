package io.bpfledger.core.work;

import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.MapHandle;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The maps of others that a batch uses in place of its own of the same names.
 *
 * @param handles by name
 */
record SharedMaps(SortedMap<String, MapHandle> handles) implements AutoCloseable {

  /** Opens them. A map of the owner's that is not what the ledger knows is not used. */
  static SharedMaps open(BatchPlan plan, LoadedPrograms programs, MapsByName mapsByName)
      throws Obstacle {
    SharedMaps shared = new SharedMaps(new TreeMap<>());
    try {
      if (plan.owner().isPresent()) {
        programs.open(plan.owner().get()).close();
      }
      for (String name : plan.plan().maps()) {
        Optional<MapHandle> map =
            switch (plan.origin(name)) {
              case OWN -> Optional.empty();
              case OWNER -> Optional.of(owned(plan.owner(), name, programs));
              case BY_NAME -> mapsByName.open(name);
            };
        map.ifPresent(handle -> shared.handles.put(name, handle));
      }
      return shared;
    } catch (Obstacle | KernelFailure ended) {
      shared.close();
      throw ended;
    }
  }

  private static MapHandle owned(Optional<Load> owner, String map, LoadedPrograms programs)
      throws Obstacle {
    return programs.openMap(owner.orElseThrow(), map);
  }

  @Override
  public void close() {
    handles.values().forEach(MapHandle::close);
  }
}
