package io.bpfledger.core.work;

import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Programs that the ledger says are loaded, and their maps: opened by their pins, and only if what
 * is pinned there is what was loaded.
 */
final class LoadedPrograms {

  private final Kernel kernel;
  private final BootId boot;

  LoadedPrograms(Kernel kernel, BootId boot) {
    this.kernel = kernel;
    this.boot = boot;
  }

  /** The program, for the caller to close. */
  ProgramHandle open(Load load) throws Obstacle {
    Incarnation wanted = load.incarnation();
    if (!wanted.boot().equals(boot)) {
      throw new Obstacle(wanted.describe() + " is not in this kernel, which was booted as " + boot);
    }
    Handle handle = value(kernel.bpffs().open(Path.of(load.pin())));
    try {
      if (!(handle instanceof ProgramHandle program)) {
        throw new Obstacle(load.pin() + " holds no program; load the program again");
      }
      ProgramInfo info = value(kernel.programs().info(program));
      if (!is(info, wanted)) {
        throw new Obstacle(
            "%s holds program %s, and not %s; load the program again"
                .formatted(load.pin(), info.id(), wanted.describe()));
      }
      return program;
    } catch (Obstacle obstacle) {
      handle.close();
      throw obstacle;
    }
  }

  /** A map of the program by its name in the object, for the caller to close. */
  MapHandle openMap(Load load, String name) throws Obstacle {
    Load.LoadedMap map =
        load.maps().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> new Obstacle("the program has no map " + name));
    if (map.pin().isPresent()) {
      return pinned(map, map.pin().get());
    }
    // Maps that the object keeps to itself have no pin, but a number that no other gets.
    if (!load.incarnation().boot().equals(boot)) {
      throw new Obstacle("map " + name + " was in the kernel of another boot");
    }
    return value(kernel.maps().open(new MapId(map.kernelId())));
  }

  private MapHandle pinned(Load.LoadedMap wanted, String pin) throws Obstacle {
    Handle handle = value(kernel.bpffs().open(Path.of(pin)));
    try {
      if (!(handle instanceof MapHandle map)) {
        throw new Obstacle(pin + " holds no map");
      }
      MapInfo info = value(kernel.maps().info(map));
      if (info.id().value() != wanted.kernelId()) {
        throw new Obstacle(
            "%s holds map %s, and not map %s of the program"
                .formatted(pin, info.id(), Integer.toUnsignedString(wanted.kernelId())));
      }
      return map;
    } catch (Obstacle obstacle) {
      handle.close();
      throw obstacle;
    }
  }

  /** Whether the program of that number is the one that was loaded. */
  boolean is(ProgramId program, Incarnation wanted) throws Obstacle {
    return program.value() == wanted.kernelId()
        && wanted.boot().equals(boot)
        && is(value(kernel.programs().describe(program)), wanted);
  }

  private boolean is(ProgramInfo info, Incarnation wanted) {
    return wanted.boot().equals(boot)
        && info.id().value() == wanted.kernelId()
        && info.loadTimeNanos() == wanted.loadTimeNanos()
        && info.tag().equals(wanted.tag());
  }

  private static <T> T value(Result<T> result) throws Obstacle {
    return switch (result) {
      case Result.Success<T>(T value) -> value;
      case Result.Failure<T>(KernelError error) ->
          throw new Obstacle(Failure.of(error, Optional.empty()));
    };
  }
}
