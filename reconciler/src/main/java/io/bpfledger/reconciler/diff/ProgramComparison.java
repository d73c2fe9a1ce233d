package io.bpfledger.reconciler.diff;

import io.bpfledger.core.work.Marker;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.RestartPolicy;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.Ulid;
import io.bpfledger.reconciler.rule.OtherRule;
import io.bpfledger.reconciler.rule.ProgramPhase;
import io.bpfledger.reconciler.rule.ProgramRules;
import io.bpfledger.reconciler.rule.ProgramSighting;
import io.bpfledger.reconciler.survey.SurveyIndex;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** Compares programs. */
final class ProgramComparison {

  private final Ledger ledger;
  private final SurveyIndex index;
  private final ProgramClassification recorded;
  private final UnrecordedPrograms unrecorded;

  ProgramComparison(Ledger ledger, SurveyIndex index) {
    this.ledger = ledger;
    this.index = index;
    this.recorded = new ProgramClassification(index);
    this.unrecorded = new UnrecordedPrograms(index);
  }

  void compare(List<Difference> differences) {
    Set<Ulid> known = new TreeSet<>();
    for (ProgramView program : ledger.programs()) {
      known.add(program.key().ulid());
      compare(program).ifPresent(differences::add);
    }
    ledger.dispatchers().forEach(dispatcher -> known.add(Marker.entity(dispatcher.key())));
    for (HookKey hook : hooks()) {
      known.add(Marker.entity(hook));
    }
    SortedSet<Ulid> unknown = new TreeSet<>(index.entitiesWithMarks());
    index.programsWithPlaces().forEach(program -> unknown.add(program.ulid()));
    unknown.removeAll(known);
    unknown.forEach(key -> unknown(new ProgramKey(key)).ifPresent(differences::add));
  }

  private List<HookKey> hooks() {
    return ledger.links().stream()
        .flatMap(link -> link.link().attachment().hook().stream())
        .toList();
  }

  private Optional<Difference> compare(ProgramView program) {
    ProgramState.Present state = program.state();
    StreamId stream = StreamId.of(program.key());
    String object = "program " + state.program().spec().name();
    if (state.repairs().underWay().isPresent()) {
      return Difference.by(
          OtherRule.PROGRAM_REPAIR_OPEN.rule(),
          state.program().policy().restart(),
          Optional.of(stream),
          object,
          words(state),
          Seen.of(ProgramSighting.UNREADABLE, "a repair that nobody ended"));
    }
    Seen<ProgramSighting> seen = see(program.key(), state);
    return Difference.by(
        ProgramRules.rule(ProgramPhase.of(state), seen.sighting()),
        state.program().policy().restart(),
        Optional.of(stream),
        object,
        words(state),
        seen);
  }

  /** What the kernel shows of a program that the ledger knows. */
  Seen<ProgramSighting> see(ProgramKey key, ProgramState.Present state) {
    return switch (state) {
      case ProgramState.Loading loading -> unrecorded.loading(key, loading.operation());
      case ProgramState.Loaded loaded -> recorded.see(key, loaded.load());
      case ProgramState.Lost lost -> recorded.see(key, lost.last());
      case ProgramState.Unloading unloading -> recorded.see(key, unloading.load());
      case ProgramState.Failed _, ProgramState.Unloaded _ -> unrecorded.ended(key);
    };
  }

  private Optional<Difference> unknown(ProgramKey key) {
    Seen<ProgramSighting> seen = unrecorded.unknown(key);
    return Difference.by(
        ProgramRules.rule(ProgramPhase.ABSENT, seen.sighting()),
        RestartPolicy.ENSURE,
        Optional.empty(),
        "program marked " + key,
        "nothing of it",
        seen);
  }

  private static String words(ProgramState.Present state) {
    return switch (state) {
      case ProgramState.Loading loading -> "loading by operation " + loading.operation();
      case ProgramState.Loaded loaded -> "loaded, " + words(loaded.load());
      case ProgramState.Lost lost ->
          "lost (%s), was %s".formatted(lost.loss().describe(), words(lost.last()));
      case ProgramState.Unloading unloading -> "unloading, " + words(unloading.load());
      case ProgramState.Failed failed -> "failed: " + failed.failure().message();
      case ProgramState.Unloaded _ -> "unloaded";
    };
  }

  private static String words(Load load) {
    return load.incarnation().describe() + " at " + load.pin();
  }
}
