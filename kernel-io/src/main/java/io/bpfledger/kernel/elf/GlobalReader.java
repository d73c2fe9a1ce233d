package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the global variables: those with a type, then those of which there is only a symbol. */
final class GlobalReader {

  private GlobalReader() {}

  static List<DataSection> readSections(ElfFile elf) {
    return elf.sections().stream()
        .filter(DataSection::isData)
        .map(
            section ->
                new DataSection(
                    section.name(), section.index(), section.size(), section.contents()))
        .toList();
  }

  /** The variables of all data sections, by section and offset. */
  static List<GlobalVariable> read(
      ElfFile elf, List<DataSection> dataSections, Optional<BtfSections> sections)
      throws ElfRejected {
    List<GlobalVariable> globals = new ArrayList<>();
    for (DataSection data : dataSections) {
      List<GlobalVariable> ofSection = new ArrayList<>();
      ElfSection section = elf.sections().get(data.sectionIndex());
      int left = ElfLimits.GLOBALS - globals.size();
      if (sections.isPresent()) {
        for (SectionVariable variable : sections.get().variables(section, left)) {
          ofSection.add(
              new GlobalVariable(
                  variable.name(),
                  data.name(),
                  variable.offset(),
                  variable.size(),
                  Optional.of(sections.get().typeName(variable.type()))));
        }
      }
      addUntyped(elf, section, ofSection);
      if (ofSection.size() > left) {
        throw section.contents().rejected(0, "more than " + ElfLimits.GLOBALS + " variables");
      }
      ofSection.sort(Comparator.comparingInt(GlobalVariable::offset));
      globals.addAll(ofSection);
    }
    return List.copyOf(globals);
  }

  private static void addUntyped(ElfFile elf, ElfSection section, List<GlobalVariable> globals) {
    Set<String> typed = new HashSet<>();
    globals.forEach(global -> typed.add(global.name()));
    for (ElfSymbol symbol : elf.symbols(section)) {
      if (symbol.object()
          && symbol.size() > 0
          && !symbol.name().isEmpty()
          && !typed.contains(symbol.name())) {
        globals.add(
            new GlobalVariable(
                symbol.name(), section.name(), symbol.value(), symbol.size(), Optional.empty()));
      }
    }
  }
}
