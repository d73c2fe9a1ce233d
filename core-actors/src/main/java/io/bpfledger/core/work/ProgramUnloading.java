package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramTask.Unload;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Takes one program out of the kernel: it is moved away at once, and then removed. */
final class ProgramUnloading {

  private final Workplace place;
  private final Bpffs bpffs;
  private final Pins pins;
  private final MapsByName mapsByName;

  ProgramUnloading(Workplace place, MapsByName mapsByName) {
    this.place = place;
    this.bpffs = place.kernel().bpffs();
    this.pins = place.pins();
    this.mapsByName = mapsByName;
  }

  ProgramAnswer unload(Unload task) {
    try {
      return new ProgramAnswer.Unloaded(unloaded(task));
    } catch (Obstacle obstacle) {
      return new ProgramAnswer.UnloadRefused(obstacle.failure());
    } catch (KernelFailure refused) {
      return new ProgramAnswer.UnloadRefused(Failure.of(refused.error(), Optional.empty()));
    }
  }

  /** Answers what is left of its names. */
  private List<String> unloaded(Unload task) throws Obstacle {
    Leftovers leftovers = new Leftovers();
    Path staging = place.layout().staging(task.operation());
    pins.removeTree(staging, leftovers);
    boolean ofThisBoot = task.load().incarnation().boot().equals(place.boot());
    if (!ofThisBoot) {
      return leftovers.toList(); // whatever is at those paths now, it is something else
    }
    if (!leftovers.isEmpty()) {
      throw new Obstacle(
          "what an earlier attempt of this unload left cannot be removed: " + leftovers);
    }
    ProgramDirectory directory = directory(task);
    boolean there = requireOurs(directory, task.load());
    try (Guards.Held _ = mapsByName.guard(task.lastUsers())) {
      Set<String> unused = mapsByName.unused(mapsByName(task), directory.path()).keySet();
      if (there) {
        remove(directory, new ProgramDirectory(staging));
      }
      mapsByName.unpin(unused, leftovers);
    }
    pins.removeTree(staging, leftovers);
    Path batch = directory.batch();
    pins.removeIfEmpty(batch).problem().ifPresent(error -> leftovers.add(batch, error));
    return leftovers.toList();
  }

  /** From here on the program is gone, or it is as it was. */
  private void remove(ProgramDirectory directory, ProgramDirectory staging) {
    Result<Done> removed =
        bpffs.rename(directory.path(), staging.path()).flatMap(_ -> pins.unlink(staging.program()));
    if (removed instanceof Result.Failure<Done>(KernelError error)) {
      Result<Done> restored = bpffs.rename(staging.path(), directory.path());
      boolean moved = pins.list(staging.path()).map(Optional::isPresent).asOptional().orElse(true);
      throw new KernelFailure(
          restored.succeeded() || !moved
              ? error
              : error.withFurtherDetail(
                  "what was at %s is now at %s".formatted(directory.path(), staging.path())));
    }
  }

  private ProgramDirectory directory(Unload task) throws Obstacle {
    Path pin = Path.of(task.load().pin());
    Path directory = pin.getParent();
    if (directory == null
        || !pin.equals(new ProgramDirectory(directory).program())
        || !directory.endsWith(task.program().toString())
        || !directory.startsWith(place.layout().programs())) {
      throw new Obstacle(
          "program %s is pinned at %s, where no program of ours is pinned; nothing was removed"
              .formatted(task.program(), pin));
    }
    return new ProgramDirectory(directory);
  }

  private static Map<String, MapId> mapsByName(Unload task) {
    Map<String, MapId> maps = new TreeMap<>();
    for (LoadedMap map : task.load().maps()) {
      if (task.lastUsers().contains(map.name())) {
        maps.put(map.name(), new MapId(map.kernelId()));
      }
    }
    return maps;
  }

  /** Whether anything is there; throws if any of it is not what the ledger knows. */
  private boolean requireOurs(ProgramDirectory directory, Load load) throws Obstacle {
    Optional<List<BpffsEntry>> entries = pins.list(directory.path()).orThrow();
    if (entries.isEmpty()) {
      return false;
    }
    for (BpffsEntry entry : entries.get()) {
      if (!isProgram(entry, directory, load) && !entry.path().equals(directory.maps())) {
        throw foreign(entry.path());
      }
    }
    for (BpffsEntry entry : pins.list(directory.maps()).orThrow().orElse(List.of())) {
      if (!isMap(entry, directory, load)) {
        throw foreign(entry.path());
      }
    }
    return true;
  }

  private boolean isProgram(BpffsEntry entry, ProgramDirectory directory, Load load) {
    if (!entry.path().equals(directory.program())) {
      return false;
    }
    try (FoundProgram found = FoundProgram.at(entry.path(), place).orThrow()) {
      return found instanceof FoundProgram.Present present && present.is(load.incarnation());
    }
  }

  private boolean isMap(BpffsEntry entry, ProgramDirectory directory, Load load) {
    return load.maps().stream()
        .filter(map -> directory.map(map.name()).equals(entry.path()))
        .anyMatch(
            map -> mapsByName.mapAt(entry.path()).equals(Optional.of(new MapId(map.kernelId()))));
  }

  private static Obstacle foreign(Path path) {
    return new Obstacle(
        "%s is not what the ledger knows to be there, so nothing was removed; move it away and unload again"
            .formatted(path));
  }
}
