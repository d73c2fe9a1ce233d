package io.bpfledger.core.request;

import io.bpfledger.core.machine.ProgramCommand.NewProgram;
import io.bpfledger.core.machine.Refusal.Reason;
import io.bpfledger.journal.projection.Ledger;
import io.bpfledger.journal.projection.ProgramView;
import io.bpfledger.journal.state.ProgramState;
import io.bpfledger.journal.value.Bytecode;
import io.bpfledger.journal.value.Bytes;
import io.bpfledger.journal.value.Digest;
import io.bpfledger.journal.value.Labels;
import io.bpfledger.journal.value.Load;
import io.bpfledger.journal.value.ProgramKey;
import io.bpfledger.journal.value.ProgramSpec;
import io.bpfledger.journal.value.UlidSource;
import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.LoadPlan;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.elf.PlannedProgram;
import io.bpfledger.kernel.elf.ProgramDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Says of a load whether it can be tried, and in the ledger's words what is to be loaded. */
public final class LoadCheck {

  private final LoadRules rules;
  private final UlidSource ids;

  /**
   * @param ids gives programs their names
   */
  public LoadCheck(LoadRules rules, UlidSource ids) {
    this.rules = rules;
    this.ids = ids;
  }

  public CheckedLoad check(Ledger ledger, LoadWish load) {
    try {
      return new CheckedLoad.Sound(programs(ledger, load));
    } catch (Unsound unsound) {
      return new CheckedLoad.Unsound(unsound.refusal());
    } catch (ElfRejected rejected) {
      return new CheckedLoad.Unsound(
          Unsound.invalid(
                  "%s is no object that can be loaded: %s"
                      .formatted(load.origin().describe(), rejected.getMessage()))
              .refusal());
    }
  }

  private List<NewProgram> programs(Ledger ledger, LoadWish load) throws Unsound, ElfRejected {
    requireSizes(load);
    Labels labels = labels(load);
    SortedMap<String, Bytes> globals = globals(load);
    Optional<ProgramKey> owner = owner(ledger, load);
    List<ChosenProgram> chosen = chosen(load);
    if (rules.uniqueNames()) {
      requireUnique(ledger, chosen);
    }
    ObjectInspection object = ObjectInspection.of(load.object());
    List<ProgramSelection> selections = new ArrayList<>();
    for (ChosenProgram program : chosen) {
      selections.add(selection(program, object));
    }
    LoadPlan plan = plan(load, object, selections);
    Bytecode bytecode = new Bytecode(Digest.over(load.object().toByteArray()), load.origin());
    List<NewProgram> programs = new ArrayList<>();
    for (ProgramSelection selection : selections) {
      PlannedProgram planned = plan.program(selection.name()).orElseThrow();
      programs.add(
          new NewProgram(
              new ProgramKey(ids.next()),
              new ProgramSpec(
                  selection.name(),
                  selection.kind().orElseThrow(),
                  planned.attachType(),
                  planned.target(),
                  bytecode,
                  globals,
                  owner),
              labels,
              load.policy()));
    }
    return programs;
  }

  private void requireSizes(LoadWish load) throws Unsound {
    String object = load.origin().describe();
    if (load.programs().isEmpty()) {
      throw Unsound.invalid(
          "no program of %s is named; name at least one as TYPE:NAME".formatted(object));
    }
    if (load.programs().size() > rules.batchMax()) {
      throw new Unsound(
          Reason.LIMIT,
          "%d programs of %s are to be loaded together, at most %d are; load them in parts"
              .formatted(load.programs().size(), object, rules.batchMax()));
    }
    if (load.object().size() > rules.objectBytesMax()) {
      throw new Unsound(
          Reason.LIMIT,
          "%s has %d bytes, at most %d are loaded; strip its debug sections other than .BTF and .BTF.ext"
              .formatted(object, load.object().size(), rules.objectBytesMax()));
    }
  }

  private static Labels labels(LoadWish load) throws Unsound {
    Map<String, String> labels = new HashMap<>(load.labels());
    if (load.application().isPresent()) {
      String application = load.application().get();
      String labelled = labels.putIfAbsent(Labels.APPLICATION, application);
      if (labelled != null && !labelled.equals(application)) {
        throw Unsound.invalid(
            "the application is said to be '%s', and '%s' by the label %s; say it once"
                .formatted(application, labelled, Labels.APPLICATION));
      }
    }
    return within(() -> Labels.of(labels));
  }

  private static SortedMap<String, Bytes> globals(LoadWish load) throws Unsound {
    SortedMap<String, Bytes> globals = new TreeMap<>();
    for (Map.Entry<String, byte[]> global : load.globals().entrySet()) {
      globals.put(global.getKey(), within(() -> Bytes.copyOf(global.getValue())));
    }
    if (globals.size() > ProgramSpec.GLOBALS_MAX) {
      throw new Unsound(
          Reason.LIMIT,
          "%d globals are given a value, at most %d can be"
              .formatted(globals.size(), ProgramSpec.GLOBALS_MAX));
    }
    return globals;
  }

  /** Makes a value that says itself what limit it breaks. */
  private static <T> T within(Supplier<T> value) throws Unsound {
    try {
      return value.get();
    } catch (IllegalArgumentException beyond) {
      throw new Unsound(Reason.LIMIT, String.valueOf(beyond.getMessage()));
    }
  }

  private static List<ChosenProgram> chosen(LoadWish load) throws Unsound {
    Map<String, ChosenProgram> chosen = new HashMap<>();
    List<ChosenProgram> inOrder = new ArrayList<>();
    for (String text : load.programs()) {
      ChosenProgram program = ChosenProgram.parse(text);
      if (chosen.put(program.name(), program) != null) {
        throw Unsound.invalid(
            "program %s of %s is named twice; name it once"
                .formatted(program.name(), load.origin().describe()));
      }
      inOrder.add(program);
    }
    return inOrder;
  }

  private static void requireUnique(Ledger ledger, List<ChosenProgram> chosen) throws Unsound {
    List<String> names = chosen.stream().map(ChosenProgram::name).toList();
    for (ProgramView program : ledger.programs()) {
      if (!program.state().ended() && names.contains(program.program().spec().name())) {
        throw new Unsound(
            Reason.EXISTS,
            "a program named %s is %s already, as %s; unload it first, or allow names to be given twice"
                .formatted(
                    program.program().spec().name(), program.state().phase(), program.key()));
      }
    }
  }

  private static Optional<ProgramKey> owner(Ledger ledger, LoadWish load) throws Unsound {
    if (load.mapOwner().isEmpty()) {
      return Optional.empty();
    }
    String named = load.mapOwner().get();
    ProgramKey key;
    try {
      key = ProgramKey.parse(named);
    } catch (IllegalArgumentException unreadable) {
      throw Unsound.invalid(
          "map owner '%s' is no program's id; ids are as the list of programs shows them"
              .formatted(named));
    }
    Optional<ProgramView> owner = ledger.program(key);
    if (owner.isEmpty()) {
      throw new Unsound(
          Reason.NOT_FOUND, "map owner %s does not exist; name a loaded program".formatted(key));
    }
    if (!(owner.get().state() instanceof ProgramState.Loaded)) {
      throw new Unsound(
          Reason.CONFLICT,
          "map owner %s (%s) is %s; only a loaded program shares its maps"
              .formatted(key, owner.get().program().spec().name(), owner.get().state().phase()));
    }
    return Optional.of(key);
  }

  /** As what to load a program; one that the object has not is found to be missing by the plan. */
  private static ProgramSelection selection(ChosenProgram chosen, ObjectInspection object)
      throws Unsound {
    Optional<ProgramDefinition> program = object.program(chosen.name());
    AttachKind kind =
        program.isPresent() ? SectionAgreement.agreed(chosen, program.get()) : chosen.kind();
    return new ProgramSelection(
        chosen.name(), Optional.of(kind), Optional.empty(), chosen.target());
  }

  private static LoadPlan plan(
      LoadWish load, ObjectInspection object, List<ProgramSelection> selections) throws Unsound {
    LoadRequest request =
        new LoadRequest(
            load.origin().describe(),
            load.object(),
            selections,
            load.globals(),
            Map.of(),
            Optional.empty());
    return switch (LoadPlan.of(request, object)) {
      case Result.Success<LoadPlan>(LoadPlan plan) -> {
        if (plan.maps().size() > Load.MAPS_MAX) {
          throw new Unsound(
              Reason.LIMIT,
              "the programs of %s use %d maps, at most %d are kept"
                  .formatted(request.name(), plan.maps().size(), Load.MAPS_MAX));
        }
        yield plan;
      }
      case Result.Failure<LoadPlan>(KernelError error) ->
          throw Unsound.invalid(error.object() + ": " + error.detail());
    };
  }
}
