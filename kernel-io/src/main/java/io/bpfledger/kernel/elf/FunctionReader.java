package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.List;

/** Finds the functions of an object. */
final class FunctionReader {

  private FunctionReader() {}

  /** All functions, by section and then in the order of the symbol table. */
  static List<FunctionDefinition> read(ElfFile elf) throws ElfRejected {
    List<FunctionDefinition> functions = new ArrayList<>();
    for (ElfSection section : elf.sections()) {
      if (section.executable()) {
        readSection(elf, section, functions);
      }
    }
    return List.copyOf(functions);
  }

  private static void readSection(
      ElfFile elf, ElfSection section, List<FunctionDefinition> functions) throws ElfRejected {
    List<ElfRelocation> relocations = elf.relocations(section);
    for (ElfSymbol symbol : elf.symbols(section)) {
      if (!symbol.function()) {
        continue;
      }
      if (functions.size() == ElfLimits.FUNCTIONS) {
        throw section.contents().rejected(0, "more than " + ElfLimits.FUNCTIONS + " functions");
      }
      functions.add(readFunction(section, symbol, relocations));
    }
  }

  private static FunctionDefinition readFunction(
      ElfSection section, ElfSymbol symbol, List<ElfRelocation> relocations) throws ElfRejected {
    int offset = symbol.value();
    ElfBytes code = section.contents();
    if (symbol.name().isEmpty()) {
      throw code.rejected(offset, "a function without a name");
    }
    if (symbol.size() == 0
        || symbol.size() % FunctionDefinition.INSTRUCTION_BYTES != 0
        || offset % FunctionDefinition.INSTRUCTION_BYTES != 0) {
      throw code.rejected(
          offset,
          "a function of " + symbol.size() + " bytes, no whole instructions: " + symbol.name());
    }
    return new FunctionDefinition(
        symbol.name(),
        section.name(),
        section.index(),
        offset,
        symbol.global(),
        code.slice(symbol.name(), offset, symbol.size()),
        within(relocations, offset, offset + symbol.size()));
  }

  /** The relocations in a range, as a view: functions may share their code, and then their list. */
  static List<ElfRelocation> within(List<ElfRelocation> ordered, int from, int to) {
    return ordered.subList(firstAt(ordered, from), firstAt(ordered, to));
  }

  private static int firstAt(List<ElfRelocation> ordered, int offset) {
    int low = 0;
    int high = ordered.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (ordered.get(middle).offset() < offset) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
