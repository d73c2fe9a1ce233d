package io.bpfledger.core.work;

import io.bpfledger.core.task.HostAnswer;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Removes what nobody answers for: a staging directory, an empty directory, or a program. All of
 * that must be in our file system, be named as we name things, and bear our mark as far as it can;
 * of anything else it only says that it is there.
 */
final class OrphanRemoval {

  /** Our own trees are less deep; what lies deeper is not ours. */
  private static final int DEPTH_MAX = 8;

  private static final String ULID = "[0-7][0-9A-HJKMNP-TV-Z]{25}";
  private static final Pattern STAGING =
      Pattern.compile(Layout.TEMPORARY_PREFIX + ULID + "(-[1-9][0-9]{0,17})?");
  private static final Pattern BATCH = Pattern.compile(ULID);
  private static final Pattern HOOK = Pattern.compile("[a-z-]{1,32}-[0-9a-f]{32}");

  private final Workplace place;
  private final Pins pins;
  private final BatchWithdrawal withdrawal;

  OrphanRemoval(Workplace place) {
    this.place = place;
    this.pins = new Pins(place.kernel().bpffs());
    this.withdrawal = new BatchWithdrawal(place, new MapsByName(place));
  }

  HostAnswer remove(String object) {
    try {
      removed(path(object));
      return new HostAnswer.OrphanGone();
    } catch (Obstacle obstacle) {
      return new HostAnswer.OrphanKept(obstacle.failure());
    } catch (KernelFailure refused) {
      return new HostAnswer.OrphanKept(Failure.of(refused.error(), Optional.empty()));
    }
  }

  private Path path(String object) throws Obstacle {
    try {
      Path path = Path.of(object);
      if (path.equals(path.normalize()) && path.startsWith(place.layout().root())) {
        return path;
      }
    } catch (InvalidPathException _) {
      // Then it is none below our mount either.
    }
    throw new Obstacle(
        "%s is not below %s, where ours is; it was not touched"
            .formatted(object, place.layout().root()));
  }

  private void removed(Path path) throws Obstacle {
    Path name = path.getFileName();
    Path parent = path.getParent();
    if (parent == null || name == null) {
      throw unknown(path);
    }
    if (parent.equals(place.layout().root()) && STAGING.matcher(name.toString()).matches()) {
      unstage(path);
    } else if (isOfUs(parent, place.layout().programs(), name, BATCH)
        || isOfUs(parent, place.layout().dispatchers(), name, HOOK)) {
      pins.removeIfEmpty(path).orThrow();
      requireGone(path);
    } else if (isProgram(path)) {
      unstage(moved(path));
    } else {
      throw unknown(path);
    }
  }

  private static boolean isOfUs(Path parent, Path ours, Path name, Pattern names) {
    return parent.equals(ours) && names.matcher(name.toString()).matches();
  }

  private static Obstacle unknown(Path path) {
    return new Obstacle(path + " is none of the names that a host removes; it was not touched");
  }

  private void requireGone(Path directory) throws Obstacle {
    if (pins.list(directory).orThrow().isPresent()) {
      throw new Obstacle(directory + " is not empty; it was not touched");
    }
  }

  /** Whether it is the directory of one program. */
  private boolean isProgram(Path path) {
    Path batch = path.resolve("..").normalize();
    return batch.resolve("..").normalize().equals(place.layout().programs())
        && BATCH.matcher(String.valueOf(batch.getFileName())).matches()
        && BATCH.matcher(String.valueOf(path.getFileName())).matches();
  }

  /** Takes a program from where only committed ones are; it must bear our mark of it. */
  private Path moved(Path directory) throws Obstacle {
    ProgramKey key = new ProgramKey(Ulid.parse(String.valueOf(directory.getFileName())));
    Path batch = directory.resolve("..").normalize();
    Path staging = place.layout().staging(Ulid.parse(String.valueOf(batch.getFileName())));
    if (pins.list(directory).orThrow().isEmpty()) {
      return staging;
    }
    Optional<Marker> mark = mark(new ProgramDirectory(directory).program());
    if (!mark.equals(Optional.of(new Marker(place.instance(), key.ulid())))) {
      throw new Obstacle(directory + " holds no program with our mark of it; it was not touched");
    }
    requireOurs(directory, 0);
    pins.ensureDirectory(staging).orThrow();
    place.kernel().bpffs().rename(directory, staging.resolve(key.toString())).orThrow();
    pins.removeIfEmpty(batch).orThrow();
    return staging;
  }

  private Optional<Marker> mark(Path pin) {
    try (FoundProgram found = FoundProgram.at(pin, place).orThrow()) {
      return found instanceof FoundProgram.Present(_, ProgramInfo info)
          ? Marker.of(place.kernel(), info).orThrow()
          : Optional.empty();
    }
  }

  private void unstage(Path staging) throws Obstacle {
    if (pins.list(staging).orThrow().isEmpty()) {
      return;
    }
    requireOurs(staging, 0);
    Leftovers leftovers = new Leftovers();
    withdrawal.unstage(staging, leftovers);
    if (!leftovers.isEmpty()) {
      throw new Obstacle("it could not be removed: " + leftovers);
    }
  }

  /** Every program in it bears our mark, and every link runs one that does. */
  private void requireOurs(Path directory, int depth) throws Obstacle {
    if (depth > DEPTH_MAX) {
      throw foreign(directory);
    }
    for (BpffsEntry entry : pins.list(directory).orThrow().orElse(List.of())) {
      switch (entry) {
        case BpffsEntry.Directory(Path path) -> requireOurs(path, depth + 1);
        case BpffsEntry.Pin(Path path) -> requireOurs(path);
        case BpffsEntry.SymbolicLink(Path path, _) -> throw foreign(path);
      }
    }
  }

  private void requireOurs(Path pin) throws Obstacle {
    Optional<Handle> found = pins.open(pin).orThrow();
    if (found.isEmpty()) {
      return;
    }
    try (Handle handle = found.get()) {
      boolean ours =
          switch (handle) {
            case ProgramHandle program ->
                isMarked(place.kernel().programs().info(program).orThrow());
            case LinkHandle link -> runsOurs(link);
            case MapHandle _ -> true; // it has no mark, and is there for the program beside it
          };
      if (!ours) {
        throw foreign(pin);
      }
    }
  }

  private boolean runsOurs(LinkHandle link) {
    Optional<ProgramId> program = place.kernel().links().info(link).orThrow().program();
    return program.isPresent()
        && isMarked(place.kernel().programs().describe(program.get()).orThrow());
  }

  private boolean isMarked(ProgramInfo program) {
    return Marker.of(place.kernel(), program)
        .orThrow()
        .filter(mark -> mark.instance().equals(place.instance()))
        .isPresent();
  }

  private static Obstacle foreign(Path path) {
    return new Obstacle(path + " does not bear our mark; nothing was removed");
  }
}
