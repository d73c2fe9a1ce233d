package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.elf.ElfFile;
import io.bpfledger.kernel.elf.ElfRejected;
import io.bpfledger.kernel.elf.ElfSection;
import io.bpfledger.kernel.elf.ObjectInspection;
import io.bpfledger.kernel.elf.ProgramDefinition;
import io.bpfledger.kernel.elf.ProgramReach;
import io.bpfledger.kernel.simulated.declared.DeclaredObject;
import io.bpfledger.kernel.simulated.interpreter.ContextShape;
import io.bpfledger.kernel.simulated.interpreter.Verifier;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * An object file as the simulated kernel reads it. What follows from the bytes alone is worked out
 * once: a chain is loaded again and again.
 */
final class ObjectImage {

  private record Check(String program, ContextShape context) {}

  private final ObjectInspection inspection;
  private final SortedMap<String, String> refusals;
  private final TreeMap<String, ProgramLinker.Linked> linked = new TreeMap<>();
  private final TreeMap<String, List<String>> externs = new TreeMap<>();
  private final HashMap<Check, Optional<Verifier.Refused>> checks = new HashMap<>();

  private ObjectImage(ObjectInspection inspection, SortedMap<String, String> refusals) {
    this.inspection = inspection;
    this.refusals = refusals;
  }

  static ObjectImage of(ObjectBytes bytes) throws ElfRejected {
    Optional<ElfSection> wishes = ElfFile.read(bytes).section(DeclaredObject.REFUSALS_SECTION);
    return new ObjectImage(
        ObjectInspection.of(bytes),
        wishes
            .map(section -> DeclaredObject.readRefusals(section.contents().toByteArray()))
            .orElseGet(TreeMap::new));
  }

  ObjectInspection inspection() {
    return inspection;
  }

  /** The log with which a declared object wants a program of its own to be refused. */
  Optional<String> wishedRefusal(String program) {
    return Optional.ofNullable(refusals.get(program));
  }

  ProgramLinker.Linked linked(ProgramDefinition program) {
    return linked.computeIfAbsent(program.name(), _ -> ProgramLinker.link(inspection, program));
  }

  Optional<Verifier.Refused> check(ProgramDefinition program, ContextShape context) {
    return checks.computeIfAbsent(
        new Check(program.name(), context),
        _ -> Verifier.check(linked(program).bytecode(), context));
  }

  /** What of the kernel a program names. */
  List<String> externs(ProgramDefinition program) throws ElfRejected {
    List<String> known = externs.get(program.name());
    if (known == null) {
      known = ProgramReach.of(inspection, program).externs();
      externs.put(program.name(), known);
    }
    return known;
  }
}
