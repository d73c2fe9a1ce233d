package io.bpfledger.core.work;

import io.bpfledger.journal.value.BootId;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Kernel;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.Programs;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Programs that the ledger says are loaded, and their maps: opened by their pins, and only if what
 * is pinned there is what was loaded.
 */
final class LoadedPrograms {

  private final Bpffs bpffs;
  private final Kernel kernel;
  private final BootId boot;

  LoadedPrograms(Kernel kernel, BootId boot) {
    this.kernel = kernel;
    this.bpffs = kernel.bpffs();
    this.boot = boot;
  }

  /** The program, for the caller to close. */
  Attempt<ProgramHandle> open(Load load) {
    Incarnation wanted = load.incarnation();
    if (!wanted.boot().equals(boot)) {
      return Attempt.blocked(
          wanted.describe() + " is not in this kernel, which was booted as " + boot);
    }
    return Attempt.of(bpffs.open(Path.of(load.pin()))).then(handle -> program(handle, load));
  }

  private Attempt<ProgramHandle> program(Handle handle, Load load) {
    if (!(handle instanceof ProgramHandle program)) {
      handle.close();
      return Attempt.blocked(load.pin() + " holds no program; load the program again");
    }
    Attempt<ProgramHandle> checked =
        Attempt.of(kernel.programs().info(program))
            .then(
                info ->
                    is(info, load.incarnation())
                        ? new Attempt.Made<>(program)
                        : Attempt.blocked(
                            "%s holds program %s, and not %s; load the program again"
                                .formatted(load.pin(), info.id(), load.incarnation().describe())));
    if (checked instanceof Attempt.Refused<ProgramHandle>) {
      program.close();
    }
    return checked;
  }

  /** A map of the program by its name in the object, for the caller to close. */
  Attempt<MapHandle> openMap(Load load, String name) {
    Optional<Load.LoadedMap> map =
        load.maps().stream().filter(candidate -> candidate.name().equals(name)).findFirst();
    if (map.isEmpty()) {
      return Attempt.blocked("the program has no map " + name);
    }
    if (map.get().pin().isEmpty()) {
      return byNumber(load, map.get());
    }
    return Attempt.of(bpffs.open(Path.of(map.get().pin().get())))
        .then(handle -> map(handle, map.get()));
  }

  /** Maps that the object keeps to itself have no pin, but a number that no other gets. */
  private Attempt<MapHandle> byNumber(Load load, Load.LoadedMap map) {
    return load.incarnation().boot().equals(boot)
        ? Attempt.of(kernel.maps().open(new MapId(map.kernelId())))
        : Attempt.blocked("map " + map.name() + " was in the kernel of another boot");
  }

  private Attempt<MapHandle> map(Handle handle, Load.LoadedMap wanted) {
    if (!(handle instanceof MapHandle map)) {
      handle.close();
      return Attempt.blocked(wanted.pin().orElse(wanted.name()) + " holds no map");
    }
    Attempt<MapHandle> checked =
        Attempt.of(kernel.maps().info(map))
            .then(
                info ->
                    info.id().value() == wanted.kernelId()
                        ? new Attempt.Made<>(map)
                        : Attempt.blocked(
                            "%s holds map %s, and not map %s of the program"
                                .formatted(
                                    wanted.pin().orElse(wanted.name()),
                                    info.id(),
                                    Integer.toUnsignedString(wanted.kernelId()))));
    if (checked instanceof Attempt.Refused<MapHandle>) {
      map.close();
    }
    return checked;
  }

  /** Whether the program of that number is the one that was loaded. */
  Attempt<Boolean> is(ProgramId program, Incarnation wanted) {
    if (program.value() != wanted.kernelId() || !wanted.boot().equals(boot)) {
      return new Attempt.Made<>(false);
    }
    Programs programs = kernel.programs();
    return Attempt.of(programs.describe(program))
        .then(info -> new Attempt.Made<>(is(info, wanted)));
  }

  private boolean is(ProgramInfo info, Incarnation wanted) {
    return wanted.boot().equals(boot)
        && info.id().value() == wanted.kernelId()
        && info.loadTimeNanos() == wanted.loadTimeNanos()
        && info.tag().equals(wanted.tag());
  }
}
