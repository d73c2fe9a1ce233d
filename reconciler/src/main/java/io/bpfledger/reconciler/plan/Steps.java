package io.bpfledger.reconciler.plan;

import io.bpfledger.journal.projection.DispatcherView;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.LinkView;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Decision;
import io.bpfledger.journal.value.HookKey;
import io.bpfledger.journal.value.LinkKey;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.StreamId;
import io.bpfledger.journal.value.StreamKind;
import io.bpfledger.reconciler.diff.Difference;
import io.bpfledger.reconciler.rule.Remedy;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The steps of one plan while it is made. */
final class Steps {

  /** Where a difference that makes no step goes. */
  @FunctionalInterface
  interface Rest {
    void skip(Difference difference, Skip.Reason reason, String detail);
  }

  private final Mandate mandate;
  private final Ledger ledger;
  private final Returns returns;
  private final List<Step> steps = new ArrayList<>();

  /** Programs whose loss is recorded by these steps. */
  private final Set<ProgramKey> going = new HashSet<>();

  /** Programs that these steps make again. */
  private final Set<ProgramKey> coming = new HashSet<>();

  Steps(Mandate mandate, Ledger ledger) {
    this.mandate = mandate;
    this.ledger = ledger;
    this.returns = new Returns(ledger);
  }

  void add(List<Difference> accepted, Rest rest) {
    Map<StreamId, List<Difference>> byEntity = new LinkedHashMap<>();
    for (Difference difference : accepted) {
      if (difference.entity().isEmpty()) {
        ofHost(difference);
      } else {
        group(byEntity, difference.entity().get(), difference, rest);
      }
    }
    Map<StreamId, List<Difference>> programs = new LinkedHashMap<>();
    byEntity.forEach(
        (entity, answers) -> {
          if (entity.kind() == StreamKind.PROGRAM && isMadeAgain(answers.getFirst())) {
            programs.put(entity, answers);
          }
        });
    byEntity.forEach(
        (entity, answers) -> {
          if (entity.kind() == StreamKind.PROGRAM && lose(answers.getFirst()).isPresent()) {
            going.add(ProgramKey.parse(entity.key()));
          }
        });
    programs.keySet().forEach(entity -> coming.add(ProgramKey.parse(entity.key())));
    programsByBatch(programs);
    byEntity.forEach(
        (entity, answers) -> {
          if (!programs.containsKey(entity)) {
            ofEntity(entity, answers, rest);
          }
        });
  }

  /**
   * One repair at a time: the first difference of an entity, and others that are put right alike.
   */
  private static void group(
      Map<StreamId, List<Difference>> byEntity, StreamId entity, Difference difference, Rest rest) {
    List<Difference> before = byEntity.computeIfAbsent(entity, _ -> new ArrayList<>());
    if (before.isEmpty() || before.getFirst().verdict().equals(difference.verdict())) {
      before.add(difference);
    } else {
      rest.skip(
          difference,
          Skip.Reason.ONE_AT_A_TIME,
          before.getFirst().code() + " is put right before that");
    }
  }

  private static boolean isMadeAgain(Difference difference) {
    return switch (difference.verdict().remedy()) {
      case LOSE_AND_RECREATE, RECREATE -> true;
      case NONE, SETTLE, LOSE, ADOPT, REPIN, REMOVE_RESIDUE, REMOVE_ORPHAN, MOUNT -> false;
    };
  }

  private void ofHost(Difference difference) {
    if (difference.verdict().remedy() == Remedy.MOUNT) {
      add(
          Stage.FILE_SYSTEM,
          List.of(difference),
          difference.objects().stream().<Instruction>map(Instruction.Mount::new).toList(),
          List.of());
    } else {
      add(
          Stage.REMOVALS,
          List.of(difference),
          difference.objects().stream().<Instruction>map(Instruction.RemoveOrphan::new).toList(),
          List.of());
    }
  }

  /** Programs that were loaded from one object share its maps, so they are made again together. */
  private void programsByBatch(Map<StreamId, List<Difference>> programs) {
    Set<StreamId> done = new HashSet<>();
    for (StreamId first : programs.keySet()) {
      if (!done.contains(first)) {
        List<StreamId> together = new ArrayList<>(List.of(first));
        ledger
            .program(ProgramKey.parse(first.key()))
            .map(program -> program.program().batch())
            .orElse(List.of())
            .stream()
            .map(StreamId::of)
            .filter(mate -> programs.containsKey(mate) && !done.contains(mate))
            .filter(mate -> !together.contains(mate))
            .forEach(together::add);
        done.addAll(together);
        List<Difference> answers = new ArrayList<>();
        List<Instruction> instructions = new ArrayList<>();
        for (StreamId program : together) {
          answers.addAll(programs.getOrDefault(program, List.of()));
        }
        answers.forEach(answer -> lose(answer).ifPresent(instructions::add));
        instructions.add(
            new Instruction.Repair(
                first, Decision.RECREATE, answers.getFirst().code(), together, List.of()));
        add(Stage.PROGRAMS, answers, instructions, together);
      }
    }
  }

  private static Optional<Instruction> lose(Difference difference) {
    return switch (difference.verdict().remedy()) {
      case LOSE, LOSE_AND_RECREATE ->
          difference
              .entity()
              .flatMap(entity -> difference.loss().map(loss -> new Instruction.Lose(entity, loss)));
      case NONE, SETTLE, RECREATE, ADOPT, REPIN, REMOVE_RESIDUE, REMOVE_ORPHAN, MOUNT ->
          Optional.empty();
    };
  }

  private void ofEntity(StreamId entity, List<Difference> answers, Rest rest) {
    Difference first = answers.getFirst();
    List<Instruction> instructions = new ArrayList<>();
    lose(first).ifPresent(instructions::add);
    boolean waits = isMadeAgain(first) && !hasPrograms(entity);
    if (waits && instructions.isEmpty()) {
      answers.forEach(answer -> rest.skip(answer, Skip.Reason.WAITS, "its program is not loaded"));
      return;
    }
    if (!waits) {
      instruction(entity, first, answers).ifPresent(instructions::add);
    }
    if (instructions.isEmpty()) {
      answers.forEach(answer -> rest.skip(answer, Skip.Reason.WAITS, "nothing can be done yet"));
      return;
    }
    add(stage(entity.kind(), first.verdict().remedy()), answers, instructions, List.of(entity));
  }

  private Optional<Instruction> instruction(
      StreamId entity, Difference first, List<Difference> answers) {
    return switch (first.verdict().remedy()) {
      case NONE, LOSE, REMOVE_ORPHAN, MOUNT -> Optional.empty();
      case SETTLE -> Optional.of(new Instruction.Settle(entity));
      case ADOPT ->
          entity.kind() == StreamKind.LINK && returns.isOnHook(entity)
              ? returns.of(entity)
              : Optional.of(repair(entity, first, answers));
      case LOSE_AND_RECREATE, RECREATE, REPIN, REMOVE_RESIDUE ->
          Optional.of(repair(entity, first, answers));
    };
  }

  private static Instruction repair(StreamId entity, Difference first, List<Difference> answers) {
    List<String> objects =
        answers.stream().flatMap(answer -> answer.objects().stream()).distinct().toList();
    return new Instruction.Repair(
        entity, first.verdict().decision(), first.code(), List.of(entity), objects);
  }

  private Optional<ProgramState.Loaded> loaded(ProgramKey program) {
    return ledger
        .program(program)
        .map(ProgramView::state)
        .filter(state -> state instanceof ProgramState.Loaded)
        .map(state -> (ProgramState.Loaded) state);
  }

  /** Whether what it runs is there, or is made again before it. */
  private boolean hasPrograms(StreamId entity) {
    return switch (entity.kind()) {
      case HOST, PROGRAM -> true;
      case LINK ->
          ledger
              .link(LinkKey.parse(entity.key()))
              .map(LinkView::link)
              .filter(link -> isThere(link.program()))
              .isPresent();
      case DISPATCHER ->
          ledger
              .dispatcher(HookKey.parse(entity.key()))
              .map(DispatcherView::members)
              .orElse(List.of())
              .stream()
              .anyMatch(member -> isThere(member.program()));
    };
  }

  private boolean isThere(ProgramKey program) {
    return coming.contains(program) || (loaded(program).isPresent() && !going.contains(program));
  }

  private static Stage stage(StreamKind kind, Remedy remedy) {
    if (remedy == Remedy.REMOVE_RESIDUE) {
      return Stage.REMOVALS;
    }
    return switch (kind) {
      case PROGRAM -> Stage.PROGRAMS;
      case DISPATCHER -> Stage.DISPATCHERS;
      case LINK -> Stage.LINKS;
      case HOST -> Stage.REMOVALS;
    };
  }

  private void add(
      Stage stage,
      List<Difference> answers,
      List<Instruction> instructions,
      List<StreamId> entities) {
    SortedMap<StreamId, Long> guard = new TreeMap<>();
    entities.forEach(entity -> guard.put(entity, ledger.sequence(entity)));
    boolean needsApproval =
        answers.stream().anyMatch(answer -> mandate.needsApproval(answer.verdict().decision()));
    steps.add(new Step(stage, answers, instructions, guard, needsApproval));
  }

  /** By stage; a program whose maps another one uses comes before that one. */
  List<Step> inOrder() {
    MapOwners owners = new MapOwners(ledger);
    return steps.stream()
        .sorted(
            Comparator.comparing(Step::stage)
                .thenComparing(
                    step -> step.guard().keySet().stream().mapToInt(owners::depth).max().orElse(0)))
        .toList();
  }
}
