package io.bpfledger.core.work;

import io.bpfledger.core.task.ProgramAnswer;
import io.bpfledger.core.task.ProgramObservation;
import io.bpfledger.core.task.ProgramTask;
import io.bpfledger.core.task.ProgramTask.Survey;
import io.bpfledger.journal.value.Failure;
import io.bpfledger.journal.value.Incarnation;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.ProgramInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads from the kernel what became of a load, as the load itself would have told it. */
final class ProgramSurvey {

  private final Workplace place;
  private final Pins pins;
  private final MapsByName mapsByName;
  private final ObjectSource source;

  ProgramSurvey(Workplace place, MapsByName mapsByName, ObjectSource source) {
    this.place = place;
    this.pins = place.pins();
    this.mapsByName = mapsByName;
    this.source = source;
  }

  ProgramAnswer survey(Survey task) {
    SortedMap<ProgramKey, ProgramObservation> observations = new TreeMap<>();
    for (ProgramTask.Member member : task.members()) {
      observations.put(
          member.key(),
          observation(
              member,
              new ProgramDirectory(place.layout().program(task.operation(), member.key()))));
    }
    return new ProgramAnswer.Surveyed(observations);
  }

  ProgramObservation observation(ProgramTask.Member member, ProgramDirectory directory) {
    try (FoundProgram found = FoundProgram.at(directory.program(), place).orThrow()) {
      return switch (found) {
        case FoundProgram.Gone _ ->
            pins.list(directory.path()).orThrow().isEmpty()
                ? new ProgramObservation.Uncommitted()
                : new ProgramObservation.Strange(directory.path() + " holds no program");
        case FoundProgram.Other(String what) ->
            new ProgramObservation.Strange(directory.program() + " is " + what);
        case FoundProgram.Present(_, ProgramInfo info) -> present(member, directory, info);
      };
    } catch (Obstacle obstacle) {
      return new ProgramObservation.Strange(
          "what was loaded cannot be told: " + obstacle.failure().message());
    } catch (KernelFailure unreadable) {
      return new ProgramObservation.Unreadable(Failure.of(unreadable.error(), Optional.empty()));
    }
  }

  private ProgramObservation present(
      ProgramTask.Member member, ProgramDirectory directory, ProgramInfo info) throws Obstacle {
    Optional<Marker> marker = Marker.of(place.kernel(), info).orThrow();
    if (!marker.equals(Optional.of(new Marker(place.instance(), member.key().ulid())))) {
      return new ProgramObservation.Strange(
          "program %s at %s does not bear our mark of it"
              .formatted(info.id(), directory.program()));
    }
    BatchPlan plan = BatchPlan.of(List.of(member), source);
    return new ProgramObservation.Committed(
        new Load(
            new Incarnation(place.boot(), info.id().value(), info.loadTimeNanos(), info.tag()),
            directory.program().toString(),
            directory.maps().toString(),
            maps(plan, directory, info),
            plan.license(),
            info.gplCompatible()));
  }

  private List<LoadedMap> maps(BatchPlan plan, ProgramDirectory directory, ProgramInfo info) {
    SortedMap<String, MapId> pinned = pinned(directory);
    List<LoadedMap> maps = new ArrayList<>();
    pinned.forEach(
        (name, map) ->
            maps.add(
                new LoadedMap(
                    name,
                    map.value(),
                    Optional.of(directory.map(name).toString()),
                    plan.origin(name))));
    List<String> unpinned = new ArrayList<>(plan.plan().maps());
    unpinned.removeAll(pinned.keySet());
    for (MapId id : info.mapIds()) {
      if (!pinned.containsValue(id)) {
        MapInfo map = place.kernel().maps().describe(id).orThrow();
        Optional<String> name =
            unpinned.stream().filter(it -> isKernelName(map.name(), it)).findFirst();
        if (name.isPresent()) {
          unpinned.remove(name.get());
          maps.add(
              new LoadedMap(name.get(), id.value(), Optional.empty(), plan.origin(name.get())));
        }
      }
    }
    maps.sort(Comparator.comparing(LoadedMap::name));
    return maps;
  }

  private SortedMap<String, MapId> pinned(ProgramDirectory directory) {
    SortedMap<String, MapId> pinned = new TreeMap<>();
    for (BpffsEntry entry : pins.list(directory.maps()).orThrow().orElse(List.of())) {
      mapsByName
          .mapAt(entry.path())
          .ifPresent(map -> pinned.put(entry.path().getFileName().toString(), map));
    }
    return pinned;
  }

  /** A map's own name, cut short; for global variables the object's name before the section's. */
  private static boolean isKernelName(String kernelName, String name) {
    return !kernelName.isEmpty() && (name.startsWith(kernelName) || kernelName.endsWith(name));
  }
}
