package io.bpfledger.reconciler.diff;

import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.inventory.InventoryPart;
import io.bpfledger.kernel.inventory.Pin;
import io.bpfledger.kernel.inventory.PinContent;
import io.bpfledger.reconciler.rule.OtherRule;
import io.bpfledger.reconciler.survey.Place;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compares the pins of maps. */
final class MapComparison {

  private final Ledger ledger;
  private final SurveyIndex index;

  MapComparison(Ledger ledger, SurveyIndex index) {
    this.ledger = ledger;
    this.index = index;
  }

  void compare(List<Difference> differences) {
    Set<String> wanted = new HashSet<>();
    Map<Integer, String> shared = new HashMap<>();
    for (ProgramView program : ledger.programs()) {
      if (program.state() instanceof ProgramState.Loaded(_, Load load)) {
        // Without its program, what is there of the maps is the program's matter.
        boolean alive = index.alive(load.incarnation()).isPresent();
        for (Load.LoadedMap map : load.maps()) {
          shared.put(map.kernelId(), map.name());
          if (map.pin().isPresent() && alive) {
            wanted.add(map.pin().get());
            pinned(program, map, map.pin().get()).ifPresent(differences::add);
          }
        }
      }
    }
    beside(wanted, shared, differences);
  }

  private Optional<Difference> pinned(ProgramView program, Load.LoadedMap map, String path) {
    Optional<Pin> pin = index.pin(path);
    String words = "map " + map.name() + " at " + path;
    if (pin.isEmpty()) {
      return index.knows(InventoryPart.PINS)
          ? of(
              OtherRule.MAP_UNPINNED,
              Optional.of(program),
              words,
              Seen.of(path, "no pin").about(List.of(path)))
          : Optional.empty();
    }
    return switch (pin.get().content()) {
      case PinContent.OfMap(MapId id) when id.value() == map.kernelId() -> Optional.empty();
      case PinContent.OfMap(MapId id) -> replaced(program, words, path, "map " + id);
      case PinContent.OfProgram _, PinContent.OfLink _ ->
          replaced(program, words, path, "no map at all");
      case PinContent.Unopened _ ->
          index.knows(InventoryPart.PINS)
              ? replaced(program, words, path, "something that cannot be opened")
              : Optional.empty();
    };
  }

  private static Optional<Difference> replaced(
      ProgramView program, String words, String path, String seen) {
    return of(
        OtherRule.MAP_REPLACED,
        Optional.of(program),
        words,
        Seen.of(path, seen).about(List.of(path)));
  }

  /** Pins among maps that no loaded program wants. */
  private void beside(
      Set<String> wanted, Map<Integer, String> shared, List<Difference> differences) {
    Map<ProgramKey, List<String>> leftOver = new TreeMap<>();
    for (Pin pin : index.pins().values()) {
      String path = pin.path().toString();
      if (wanted.contains(path)) {
        continue;
      }
      switch (Place.of(index.survey().layout(), pin.path())) {
        case Place.ProgramMap(_, ProgramKey key, _) ->
            ledger
                .program(key)
                .ifPresent(
                    program -> {
                      if (program.state().ended()) {
                        leftOver.computeIfAbsent(key, _ -> new ArrayList<>()).add(path);
                      } else if (isAlive(program)) {
                        of(
                                OtherRule.MAP_UNKNOWN,
                                Optional.of(program),
                                "pin " + path,
                                Seen.of(path, "a pin").about(List.of(path)))
                            .ifPresent(differences::add);
                      }
                    });
        case Place.SharedMap(String name) -> {
          boolean used =
              pin.content() instanceof PinContent.OfMap(MapId id) && shared.containsKey(id.value());
          if (!used && !isBeingLoaded()) {
            of(
                    OtherRule.MAP_UNUSED,
                    Optional.empty(),
                    "map " + name,
                    Seen.of(path, "pinned at " + path).about(List.of(path)))
                .ifPresent(differences::add);
          }
        }
        case Place.ProgramPin _,
            Place.Frame _,
            Place.LinkPin _,
            Place.HookPart _,
            Place.Staged _,
            Place.Unknown _ -> {
          // Compared elsewhere.
        }
      }
    }
    leftOver.forEach(
        (key, paths) ->
            // With its program still pinned, they are part of what is removed with it.
            ledger
                .program(key)
                .filter(_ -> index.places(key).isEmpty())
                .flatMap(
                    program ->
                        of(
                            OtherRule.MAPS_LEFT_OVER,
                            Optional.of(program),
                            "maps of program " + program.program().spec().name(),
                            Seen.of(key, "pinned at " + paths).about(paths)))
                .ifPresent(differences::add));
  }

  private boolean isAlive(ProgramView program) {
    return program.state() instanceof ProgramState.Loaded(_, Load load)
        && index.alive(load.incarnation()).isPresent();
  }

  /** A program that is being loaded may use any map that is shared by name. */
  private boolean isBeingLoaded() {
    return ledger.programs().stream()
        .anyMatch(
            program ->
                program.state() instanceof ProgramState.Loading
                    || program.state().repairs().underWay().isPresent());
  }

  private static Optional<Difference> of(
      OtherRule rule, Optional<ProgramView> program, String object, Seen<?> seen) {
    return Difference.by(
        rule.rule(),
        RestartPolicy.ENSURE,
        program.map(view -> StreamId.of(view.key())),
        object,
        program.map(view -> view.state().phase()).orElse("nothing of it"),
        seen);
  }
}
