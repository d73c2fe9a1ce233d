package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.journal.value.Load.MapOrigin;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Brings programs back: what is there still is taken back, with or without its pins, and only what
 * is not is loaded again.
 */
final class ProgramRestoration {

  private final Workplace place;
  private final Kernel kernel;
  private final Pins pins;
  private final MapsByName mapsByName;
  private final ProgramSurvey survey;
  private final BatchLoading loading;
  private final ProgramResidue residue;

  ProgramRestoration(
      Workplace place,
      MapsByName mapsByName,
      ProgramSurvey survey,
      BatchLoading loading,
      ProgramResidue residue) {
    this.place = place;
    this.kernel = place.kernel();
    this.pins = new Pins(kernel.bpffs());
    this.mapsByName = mapsByName;
    this.survey = survey;
    this.loading = loading;
    this.residue = residue;
  }

  ProgramAnswer recreate(ProgramTask.Recreate task) {
    SortedMap<ProgramKey, Load> loads = new TreeMap<>();
    List<ProgramTask.Member> missing = new ArrayList<>();
    try {
      for (ProgramTask.Known program : task.programs()) {
        Optional<Load> there = found(program, List.of());
        there.ifPresent(load -> loads.put(program.member().key(), load));
        if (there.isEmpty()) {
          missing.add(program.member());
        }
      }
    } catch (Obstacle obstacle) {
      return new ProgramAnswer.LoadRefused(obstacle.failure(), List.of());
    } catch (KernelFailure refused) {
      return new ProgramAnswer.LoadRefused(failure(refused), List.of());
    }
    if (!missing.isEmpty()) {
      switch (loading.load(new ProgramTask.LoadBatch(task.operation(), missing))) {
        case ProgramAnswer.BatchLoaded(SortedMap<ProgramKey, Load> made) -> loads.putAll(made);
        case ProgramAnswer refused -> {
          return refused;
        }
      }
    }
    for (ProgramTask.Known program : task.programs()) {
      Load load = loads.get(program.member().key());
      if (load != null) {
        residue.removeBeside(task.operation(), program, load);
      }
    }
    return new ProgramAnswer.BatchLoaded(loads);
  }

  ProgramAnswer adopt(ProgramTask.Adopt task) {
    try {
      Optional<Load> load = found(task.program(), task.objects());
      if (load.isEmpty()) {
        return new ProgramAnswer.RepairRefused(
            new Failure.Blocked("nothing that is provably it is in the kernel any more"));
      }
      residue.removeBeside(task.operation(), task.program(), load.get());
      SortedMap<ProgramKey, Load> loads = new TreeMap<>();
      loads.put(task.program().member().key(), load.get());
      return new ProgramAnswer.BatchLoaded(loads);
    } catch (Obstacle obstacle) {
      return new ProgramAnswer.RepairRefused(obstacle.failure());
    } catch (KernelFailure refused) {
      return new ProgramAnswer.RepairRefused(failure(refused));
    }
  }

  ProgramAnswer repin(ProgramTask.Repin task) {
    try {
      return repinned(task.program(), task.load())
          ? new ProgramAnswer.Repinned()
          : new ProgramAnswer.RepairRefused(
              new Failure.Blocked(
                  task.load().incarnation().describe() + " is not in the kernel any more"));
    } catch (Obstacle obstacle) {
      return new ProgramAnswer.RepairRefused(obstacle.failure());
    } catch (KernelFailure refused) {
      return new ProgramAnswer.RepairRefused(failure(refused));
    }
  }

  private static Failure failure(KernelFailure refused) {
    return Failure.of(refused.error(), Optional.empty());
  }

  /** The one that the ledger knows; or else another that bears our mark of it. */
  private Optional<Load> found(ProgramTask.Known program, List<String> objects) throws Obstacle {
    ProgramKey key = program.member().key();
    if (repinned(key, program.last())) {
      return Optional.of(program.last());
    }
    List<Path> directories = new ArrayList<>(residue.directories(key));
    objects.stream()
        .flatMap(object -> Stream.ofNullable(Path.of(object).getParent()))
        .filter(directory -> residue.isPlaceOf(key, directory) && !directories.contains(directory))
        .forEach(directories::add);
    for (Path directory : directories) {
      switch (survey.observation(program.member(), new ProgramDirectory(directory))) {
        case ProgramObservation.Committed(Load load) -> {
          return Optional.of(load);
        }
        case ProgramObservation.Unreadable(Failure failure) -> throw new Obstacle(failure);
        case ProgramObservation.Uncommitted _, ProgramObservation.Strange _ -> {
          // Not there.
        }
      }
    }
    return Optional.empty();
  }

  /** Pins the program and its maps where they are not pinned; false if it is not there. */
  private boolean repinned(ProgramKey key, Load load) throws Obstacle {
    Incarnation wanted = load.incarnation();
    if (!wanted.boot().equals(place.boot())) {
      return false;
    }
    Result<ProgramHandle> opened = kernel.programs().open(new ProgramId(wanted.kernelId()));
    if (isAbsent(opened)) {
      return false;
    }
    try (ProgramHandle program = opened.orThrow()) {
      ProgramInfo info = kernel.programs().info(program).orThrow();
      boolean same =
          info.loadTimeNanos() == wanted.loadTimeNanos()
              && info.tag().equals(wanted.tag())
              && Marker.of(kernel, info)
                  .orThrow()
                  .equals(Optional.of(new Marker(place.instance(), key.ulid())));
      if (!same) {
        return false;
      }
      pin(key, load, program);
      return true;
    }
  }

  private static boolean isAbsent(Result<?> result) {
    return result.problem().filter(error -> error.errno().equals(Errno.ENOENT)).isPresent();
  }

  private void pin(ProgramKey key, Load load, ProgramHandle program) throws Obstacle {
    Path directory = Path.of(load.pin()).getParent();
    if (directory == null || !residue.isPlaceOf(key, directory)) {
      throw new Obstacle(load.pin() + " is no place where a program of ours is pinned");
    }
    ProgramDirectory its = new ProgramDirectory(directory);
    for (Path path : List.of(place.layout().programs(), its.batch(), its.path(), its.maps())) {
      pins.ensureDirectory(path).orThrow();
    }
    pinProgram(program, its.program(), load.incarnation());
    for (LoadedMap map : load.maps()) {
      if (map.pin().isPresent()) {
        pinMap(map, Path.of(map.pin().get()));
      }
    }
  }

  private void pinProgram(ProgramHandle program, Path pin, Incarnation wanted) throws Obstacle {
    try (FoundProgram found = FoundProgram.at(pin, place).orThrow()) {
      switch (found) {
        case FoundProgram.Gone _ -> kernel.bpffs().pin(program, pin).orThrow();
        case FoundProgram.Present present -> {
          if (!present.is(wanted)) {
            throw taken(pin);
          }
        }
        case FoundProgram.Other _ -> throw taken(pin);
      }
    }
  }

  private static Obstacle taken(Path pin) {
    return new Obstacle(pin + " holds something else, which was not touched");
  }

  /** A map's number is no other's in this boot. */
  private void pinMap(LoadedMap map, Path pin) throws Obstacle {
    MapId id = new MapId(map.kernelId());
    List<Path> paths =
        map.origin() == MapOrigin.BY_NAME
            ? List.of(pin, mapsByName.path(map.name()))
            : List.of(pin);
    for (Path path : paths) {
      Optional<Handle> there = pins.open(path).orThrow();
      there.ifPresent(Handle::close);
      if (there.isPresent()) {
        boolean same = mapsByName.mapAt(path).equals(Optional.of(id));
        if (!same && path.equals(pin)) {
          throw taken(path);
        }
      } else {
        pins.ensureDirectory(path.resolve("..").normalize()).orThrow();
        try (MapHandle handle = kernel.maps().open(id).orThrow()) {
          kernel.bpffs().pin(handle, path).orThrow();
        }
      }
    }
  }
}
