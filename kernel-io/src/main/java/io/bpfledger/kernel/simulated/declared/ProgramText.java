package io.bpfledger.kernel.simulated.declared;

import io.bpfledger.kernel.simulated.declared.DeclaredProgram.Ending;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The instructions of a declared program, and where they name maps and variables. */
final class ProgramText {

  /**
   * A wide load that names a symbol.
   *
   * @param slot counted from the first instruction of the program
   */
  record Reference(int slot, String symbol) {}

  private static final int STACK_POINTER = 10;

  private final List<Long> slots = new ArrayList<>();
  private final List<Reference> references = new ArrayList<>();

  private ProgramText() {}

  static ProgramText of(DeclaredProgram program) {
    ProgramText text = new ProgramText();
    program.uses().forEach(map -> text.address(1, map));
    program.counters().forEach(text::count);
    switch (program.does()) {
      case Ending.Verdict verdict -> {
        text.add(0xb7, 0, 0, 0, verdict.number()); // r0 = verdict
        text.add(0x95, 0, 0, 0, 0); // exit
      }
      case Ending.Global global -> {
        text.address(1, global.name());
        text.add(0x61, 0, 1, 0, 0); // r0 = *(u32 *)(r1 + 0)
        text.add(0x95, 0, 0, 0, 0); // exit
      }
      case Ending.Instructions instructions -> text.slots.addAll(instructions.slots());
    }
    return text;
  }

  private void count(String map) {
    add(0x62, STACK_POINTER, 0, -4, 0); // *(u32 *)(r10 - 4) = 0
    add(0xbf, 2, STACK_POINTER, 0, 0); // r2 = r10
    add(0x07, 2, 0, 0, -4); // r2 += -4
    address(1, map);
    add(0x85, 0, 0, 0, 1); // r0 = map_lookup_elem(r1, r2)
    add(0x15, 0, 0, 2, 0); // if r0 == 0 skip the next two
    add(0xb7, 1, 0, 0, 1); // r1 = 1
    add(0xdb, 0, 1, 0, 0); // lock *(u64 *)(r0 + 0) += r1
  }

  private void address(int register, String symbol) {
    references.add(new Reference(slots.size(), symbol));
    add(0x18, register, 0, 0, 0);
    add(0, 0, 0, 0, 0);
  }

  private void add(int opcode, int destination, int source, int offset, int immediate) {
    slots.add(
        (opcode & 0xffL)
            | (destination & 0xfL) << 8
            | (source & 0xfL) << 12
            | (offset & 0xffffL) << 16
            | (long) immediate << 32);
  }

  List<Long> slots() {
    return List.copyOf(slots);
  }

  List<Reference> references() {
    return List.copyOf(references);
  }

  /** All maps and variables that a program names. */
  static List<String> named(DeclaredProgram program) {
    return of(program).references().stream().map(Reference::symbol).distinct().toList();
  }

  /** Whether everything a program names is declared. */
  static void requireKnown(DeclaredProgram program, Map<String, ?> symbols) {
    for (String name : named(program)) {
      if (!symbols.containsKey(name)) {
        throw new IllegalArgumentException(
            program.name() + " names " + name + ", which is not declared");
      }
    }
  }
}
