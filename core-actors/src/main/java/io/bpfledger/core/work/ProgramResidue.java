package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramInfo;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Removes what is too much of a program of the ledger. It is ours if it stands at a place of that
 * program and bears our mark of it; maps, which bear none, if the ledger has their numbers, or if
 * their program's life is over.
 */
final class ProgramResidue {

  private static final Pattern ULID = Pattern.compile("[0-7][0-9A-HJKMNP-TV-Z]{25}");

  private final Workplace place;
  private final Pins pins;
  private final MapsByName mapsByName;
  private final BatchWithdrawal withdrawal;

  ProgramResidue(Workplace place, MapsByName mapsByName, BatchWithdrawal withdrawal) {
    this.place = place;
    this.pins = new Pins(place.kernel().bpffs());
    this.mapsByName = mapsByName;
    this.withdrawal = withdrawal;
  }

  ProgramAnswer remove(ProgramTask.RemoveResidue task) {
    List<String> removed = new ArrayList<>();
    Leftovers leftovers = new Leftovers();
    Optional<Path> keep =
        task.lives() ? task.load().map(load -> Path.of(load.pin())) : Optional.empty();
    try {
      remove(task.operation(), task.program(), keep, task.load(), removed, leftovers);
      for (String object : task.objects()) {
        removePin(task.program(), object, keep, removed, leftovers);
      }
      return new ProgramAnswer.ResidueGone(removed, leftovers.toList());
    } catch (KernelFailure refused) {
      return new ProgramAnswer.RepairRefused(Failure.of(refused.error(), Optional.empty()));
    }
  }

  /** What cannot be removed now, is found again. */
  void removeBeside(Ulid operation, ProgramTask.Known program, Load load) {
    Leftovers leftovers = new Leftovers();
    try {
      remove(
          operation,
          program.member().key(),
          Optional.of(Path.of(load.pin())),
          Optional.of(program.last()),
          new ArrayList<>(),
          leftovers);
    } catch (KernelFailure refused) {
      leftovers.add(refused.error().message());
    }
  }

  /** Whether a program of that key can be pinned in this directory. */
  boolean isPlaceOf(ProgramKey program, Path directory) {
    Path batch = directory.resolve("..").normalize();
    return directory.endsWith(program.toString())
        && batch.resolve("..").normalize().equals(place.layout().programs())
        && ULID.matcher(String.valueOf(batch.getFileName())).matches();
  }

  /** All that bear the name of a program. */
  List<Path> directories(ProgramKey program) {
    List<Path> directories = new ArrayList<>();
    for (BpffsEntry batch : pins.list(place.layout().programs()).orThrow().orElse(List.of())) {
      Path directory = batch.path().resolve(program.toString());
      if (batch instanceof BpffsEntry.Directory && pins.list(directory).orThrow().isPresent()) {
        directories.add(directory);
      }
    }
    return directories;
  }

  private void remove(
      Ulid operation,
      ProgramKey program,
      Optional<Path> keep,
      Optional<Load> load,
      List<String> removed,
      Leftovers leftovers) {
    for (Path path : directories(program)) {
      ProgramDirectory directory = new ProgramDirectory(path);
      if (keep.filter(directory.program()::equals).isPresent()) {
        continue;
      }
      if (!isOurs(program, directory, load)) {
        leftovers.add(path + ": it is not provably ours, and was not touched");
        continue;
      }
      Path staging = place.layout().staging(operation);
      withdrawal.unstage(staging, leftovers);
      pins.ensureDirectory(staging).orThrow();
      place.kernel().bpffs().rename(path, staging.resolve(program.toString())).orThrow();
      removed.add(path.toString());
      withdrawal.unstage(staging, leftovers);
      pins.removeIfEmpty(directory.batch()).orThrow();
    }
  }

  private boolean isOurs(ProgramKey program, ProgramDirectory directory, Optional<Load> load) {
    for (BpffsEntry entry : pins.list(directory.path()).orThrow().orElse(List.of())) {
      if (!entry.path().equals(directory.program()) && !entry.path().equals(directory.maps())) {
        return false;
      }
    }
    List<BpffsEntry> maps = pins.list(directory.maps()).orThrow().orElse(List.of());
    if (maps.stream().anyMatch(entry -> mapsByName.mapAt(entry.path()).isEmpty())) {
      return false;
    }
    try (FoundProgram found = FoundProgram.at(directory.program(), place).orThrow()) {
      return switch (found) {
        case FoundProgram.Present(_, ProgramInfo info) -> isMarked(program, info);
        case FoundProgram.Gone _ ->
            load.isEmpty() || maps.stream().allMatch(entry -> isMapOf(load.get(), entry.path()));
        case FoundProgram.Other _ -> false;
      };
    }
  }

  private boolean isMapOf(Load load, Path pin) {
    Optional<MapId> map = mapsByName.mapAt(pin);
    return load.incarnation().boot().equals(place.boot())
        && map.isPresent()
        && load.maps().stream().anyMatch(its -> its.kernelId() == map.get().value());
  }

  private boolean isMarked(ProgramKey program, ProgramInfo info) {
    return Marker.of(place.kernel(), info)
        .orThrow()
        .equals(Optional.of(new Marker(place.instance(), program.ulid())));
  }

  /** A second pin of the program, at another program's place. */
  private void removePin(
      ProgramKey program,
      String object,
      Optional<Path> keep,
      List<String> removed,
      Leftovers leftovers) {
    Path pin;
    try {
      pin = Path.of(object);
    } catch (InvalidPathException _) {
      leftovers.add(object + ": that is no path");
      return;
    }
    boolean among = pin.equals(pin.normalize()) && pin.startsWith(place.layout().programs());
    if (keep.filter(pin::equals).isPresent()) {
      leftovers.add(pin + ": that is its own place");
      return;
    }
    try (FoundProgram found =
        among ? FoundProgram.at(pin, place).orThrow() : new FoundProgram.Other("elsewhere")) {
      switch (found) {
        case FoundProgram.Gone _ -> {
          // By now it is.
        }
        case FoundProgram.Present(_, ProgramInfo info) when isMarked(program, info) -> {
          pins.unlink(pin).orThrow();
          removed.add(pin.toString());
        }
        case FoundProgram.Present _, FoundProgram.Other _ ->
            leftovers.add(pin + ": it is not provably ours, and was not touched");
      }
    }
  }
}
