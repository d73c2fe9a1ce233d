package io.bpfledger.core.machine;

import io.bpfledger.core.task.ProgramTask.Known;
import io.bpfledger.core.task.ProgramTask.Member;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.ProgramRecord;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.Load.LoadedMap;
import io.bpfledger.journal.value.Load.MapOrigin;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.Ulid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The ledger as one program sees it. */
record ProgramViewpoint(View view, ProgramKey self) {

  static ProgramViewpoint of(View view) {
    return new ProgramViewpoint(view, ProgramKey.parse(view.self().key()));
  }

  /** The state of a program; absent also for one whose life is over for long. */
  ProgramState state(ProgramKey program) {
    return view.ledger()
        .program(program)
        .<ProgramState>map(ProgramView::state)
        .orElseGet(ProgramState.Absent::new);
  }

  ProgramKey leader(ProgramRecord program) {
    return program.batch().isEmpty() ? self : program.batch().getFirst();
  }

  boolean leads(ProgramRecord program) {
    return leader(program).equals(self);
  }

  /** The others of the batch. */
  List<ProgramKey> others(ProgramRecord program) {
    return program.batch().stream().filter(key -> !key.equals(self)).toList();
  }

  boolean isLoading(ProgramKey program, Ulid operation) {
    return state(program) instanceof ProgramState.Loading loading
        && loading.operation().equals(operation);
  }

  /** Whether it is in the kernel, or comes to be, and nobody has asked for its end. */
  boolean isWanted(ProgramKey program) {
    return switch (state(program)) {
      case ProgramState.Loading _, ProgramState.Loaded _, ProgramState.Lost _ -> true;
      case ProgramState.Absent _,
          ProgramState.Failed _,
          ProgramState.Unloading _,
          ProgramState.Unloaded _ ->
          false;
    };
  }

  /** How the map owner of a spec is loaded; empty if there is none, or none that is loaded. */
  Optional<Load> owner(ProgramSpec spec) {
    return spec.mapOwner()
        .flatMap(
            owner ->
                state(owner) instanceof ProgramState.Loaded loaded
                    ? Optional.of(loaded.load())
                    : Optional.empty());
  }

  Member member(ProgramKey program, ProgramSpec spec) {
    return new Member(program, spec, owner(spec));
  }

  /** Whether that repair of a program is under way. */
  boolean isRepaired(ProgramKey program, Ulid operation) {
    return state(program)
        .repairs()
        .underWay()
        .filter(repair -> repair.operation().equals(operation))
        .isPresent();
  }

  /** Programs, and how each is or was loaded. */
  List<Known> known(List<ProgramKey> programs) {
    List<Known> known = new ArrayList<>();
    for (ProgramKey program : programs) {
      switch (state(program)) {
        case ProgramState.Loaded loaded ->
            known.add(new Known(member(program, loaded.program().spec()), loaded.load()));
        case ProgramState.Lost lost ->
            known.add(new Known(member(program, lost.program().spec()), lost.last()));
        case ProgramState.Absent _,
            ProgramState.Loading _,
            ProgramState.Failed _,
            ProgramState.Unloading _,
            ProgramState.Unloaded _ -> {
          // It has no load.
        }
      }
    }
    return known;
  }

  List<LinkView> livingLinks() {
    return view.ledger().linksOf(self);
  }

  /** The maps shared by name that this program is, as far as the ledger knows, the last to use. */
  List<String> mapsOnlyUsedBy(Load load) {
    List<LoadedMap> byName = byName(load);
    if (byName.isEmpty()) {
      return List.of();
    }
    List<Integer> used =
        view.ledger().programs().stream()
            .filter(program -> !program.key().equals(self))
            .flatMap(program -> load(program.state()).stream())
            .filter(other -> other.incarnation().boot().equals(load.incarnation().boot()))
            .flatMap(other -> byName(other).stream())
            .map(LoadedMap::kernelId)
            .toList();
    return byName.stream()
        .filter(map -> !used.contains(map.kernelId()))
        .map(LoadedMap::name)
        .toList();
  }

  private static List<LoadedMap> byName(Load load) {
    return load.maps().stream().filter(map -> map.origin() == MapOrigin.BY_NAME).toList();
  }

  private static Optional<Load> load(ProgramState state) {
    return switch (state) {
      case ProgramState.Loaded loaded -> Optional.of(loaded.load());
      case ProgramState.Unloading unloading -> Optional.of(unloading.load());
      case ProgramState.Absent _,
          ProgramState.Loading _,
          ProgramState.Lost _,
          ProgramState.Failed _,
          ProgramState.Unloaded _ ->
          Optional.empty();
    };
  }
}
