package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What the types say about the variables of each section.
 *
 * <p>Compilers leave the offsets of variables to the linker, so the places come from the symbols; a
 * variable without a symbol lies where the types say.
 */
final class BtfSections {

  private final ElfFile elf;
  private final Btf btf;
  private final Map<String, Integer> typeBySection;
  private final Map<Integer, String> namesOfTypes = new HashMap<>();

  private BtfSections(ElfFile elf, Btf btf, Map<String, Integer> typeBySection) {
    this.elf = elf;
    this.btf = btf;
    this.typeBySection = typeBySection;
  }

  static BtfSections read(ElfFile elf, Btf btf) throws ElfRejected {
    Map<String, Integer> typeBySection = new HashMap<>();
    for (int type = 1; type <= btf.count(); type++) {
      if (btf.kind(type) == BtfKind.DATA_SECTION) {
        if (typeBySection.size() == ElfLimits.SECTIONS) {
          throw btf.rejected(type, "more than " + ElfLimits.SECTIONS + " data sections");
        }
        if (typeBySection.put(btf.name(type), type) != null) {
          throw btf.rejected(type, "a second data section " + btf.name(type));
        }
      }
    }
    return new BtfSections(elf, btf, Map.copyOf(typeBySection));
  }

  Btf btf() {
    return btf;
  }

  /** The name of a type; many variables share one. */
  String typeName(int type) throws ElfRejected {
    String known = namesOfTypes.get(type);
    if (known == null) {
      known = BtfNames.of(btf, type);
      namesOfTypes.put(type, known);
    }
    return known;
  }

  /** The variables of a section; none if the types do not mention it. */
  List<SectionVariable> variables(ElfSection section, int limit) throws ElfRejected {
    Integer type = typeBySection.get(section.name());
    if (type == null) {
      return List.of();
    }
    int count = btf.entries(type);
    if (count > limit) {
      throw btf.rejected(type, count + " variables, the limit is " + limit);
    }
    Map<String, ElfSymbol> symbols = new HashMap<>();
    for (ElfSymbol symbol : elf.symbols(section)) {
      if (symbol.object()) {
        symbols.putIfAbsent(symbol.name(), symbol);
      }
    }
    List<SectionVariable> variables = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      BtfVariable variable = btf.variable(type, i);
      ElfSymbol symbol = symbols.get(variable.name());
      long offset = symbol == null ? variable.offset() : symbol.value();
      long size = symbol == null ? variable.size() : Math.max(variable.size(), symbol.size());
      if (size > section.size() - offset) {
        throw btf.rejected(
            type, "a variable ends outside of " + section.name() + ": " + variable.name());
      }
      variables.add(
          new SectionVariable(variable.name(), variable.type(), (int) offset, (int) size));
    }
    return variables;
  }
}
