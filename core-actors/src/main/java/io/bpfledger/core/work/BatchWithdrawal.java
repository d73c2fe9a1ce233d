package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramTask.WithdrawBatch;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.MapId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Takes a batch out of the kernel, however far its load came: what a load that fails does last, and
 * what is done after a crash. Doing it twice does no harm.
 */
final class BatchWithdrawal {

  private final Workplace place;
  private final Layout layout;
  private final Pins pins;
  private final MapsByName mapsByName;

  BatchWithdrawal(Workplace place, MapsByName mapsByName) {
    this.place = place;
    this.layout = place.layout();
    this.pins = place.pins();
    this.mapsByName = mapsByName;
  }

  ProgramAnswer withdraw(WithdrawBatch task) {
    return new ProgramAnswer.BatchWithdrawn(withdraw(task.operation(), task.members()));
  }

  /** Answers what could not be removed. */
  List<String> withdraw(Ulid operation, List<ProgramKey> members) {
    Leftovers leftovers = new Leftovers();
    try {
      unstage(layout.staging(operation), leftovers);
      if (uncommit(operation, members, leftovers)) {
        unstage(layout.staging(operation), leftovers);
      }
    } catch (KernelFailure unreadable) {
      leftovers.add(unreadable.error().message());
    }
    return leftovers.toList();
  }

  /**
   * Moves what was committed back to where it was staged, so that nobody takes half of it for a
   * whole. What is there and does not bear our mark stays where it is.
   */
  private boolean uncommit(Ulid operation, List<ProgramKey> members, Leftovers leftovers) {
    Path batch = layout.batch(operation);
    Optional<List<BpffsEntry>> entries = pins.list(batch).orThrow();
    if (entries.isEmpty()) {
      return false;
    }
    List<Path> ours = new ArrayList<>();
    for (BpffsEntry entry : entries.get()) {
      if (isOurs(entry, members)) {
        ours.add(entry.path());
      } else {
        leftovers.add(entry.path() + ": it is not ours");
      }
    }
    if (ours.size() == entries.get().size()) {
      place.kernel().bpffs().rename(batch, layout.staging(operation)).orThrow();
      return true;
    }
    if (!ours.isEmpty()) {
      pins.ensureDirectory(layout.staging(operation)).orThrow();
    }
    for (Path program : ours) {
      Path staged = layout.staging(operation).resolve(program.getFileName());
      place.kernel().bpffs().rename(program, staged).orThrow();
    }
    return !ours.isEmpty();
  }

  private boolean isOurs(BpffsEntry entry, List<ProgramKey> members) {
    String name = entry.path().getFileName().toString();
    Optional<ProgramKey> member =
        members.stream().filter(key -> key.toString().equals(name)).findFirst();
    if (member.isEmpty() || !(entry instanceof BpffsEntry.Directory(Path directory))) {
      return false;
    }
    try (FoundProgram found =
        FoundProgram.at(new ProgramDirectory(directory).program(), place).orThrow()) {
      return switch (found) {
        case FoundProgram.Gone _ -> true;
        case FoundProgram.Other _ -> false;
        case FoundProgram.Present(_, var info) ->
            Marker.of(place.kernel(), info)
                .orThrow()
                .equals(Optional.of(new Marker(place.instance(), member.get().ulid())));
      };
    }
  }

  /** What was never committed is ours by its name alone. Its names of shared maps go first. */
  void unstage(Path staging, Leftovers leftovers) {
    Optional<List<BpffsEntry>> programs = pins.list(staging).orThrow();
    if (programs.isEmpty()) {
      return;
    }
    Map<String, MapId> candidates = new TreeMap<>();
    Set<String> names = namesOfSharedMaps();
    for (BpffsEntry program : programs.get()) {
      for (String name : names) {
        mapsByName
            .mapAt(new ProgramDirectory(program.path()).map(name))
            .ifPresent(map -> candidates.put(name, map));
      }
    }
    try (Guards.Held _ = mapsByName.guard(candidates.keySet())) {
      mapsByName.unpin(mapsByName.unused(candidates, staging).keySet(), leftovers);
    }
    if (leftovers.isEmpty()) {
      pins.removeTree(staging, leftovers);
    } else {
      // What is staged tells the next attempt which shared maps to look after.
      leftovers.add(staging + ": kept until those are gone");
    }
  }

  private Set<String> namesOfSharedMaps() {
    return pins.list(layout.mapsByName()).orThrow().orElse(List.of()).stream()
        .map(entry -> entry.path().getFileName().toString())
        .collect(Collectors.toSet());
  }
}
