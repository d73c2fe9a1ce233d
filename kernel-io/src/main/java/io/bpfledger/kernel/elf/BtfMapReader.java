package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the maps that are declared as structures in {@code .maps}. */
final class BtfMapReader {

  private BtfMapReader() {}

  static List<MapDefinition> read(ElfFile elf, ElfSection section, BtfSections sections)
      throws ElfRejected {
    List<ElfRelocation> relocations = elf.relocations(section);
    List<MapDefinition> maps = new ArrayList<>();
    for (SectionVariable variable : sections.variables(section, ElfLimits.MAPS)) {
      BtfMapDeclaration declaration = BtfMapDeclaration.read(sections.btf(), variable.type());
      maps.add(
          new MapDefinition(
              variable.name(),
              MapOrigin.BTF,
              declaration.shape(),
              declaration.pinnedByName(),
              declaration.inner(),
              initialValues(section, variable, declaration.valuesOffset(), relocations),
              section.index(),
              variable.offset()));
    }
    return maps;
  }

  private static SortedMap<Integer, String> initialValues(
      ElfSection section,
      SectionVariable variable,
      OptionalInt valuesOffset,
      List<ElfRelocation> relocations)
      throws ElfRejected {
    SortedMap<Integer, String> values = new TreeMap<>();
    int end = variable.offset() + variable.size();
    for (ElfRelocation relocation : FunctionReader.within(relocations, variable.offset(), end)) {
      int inValues = relocation.offset() - variable.offset() - valuesOffset.orElse(variable.size());
      if (relocation.type() != ElfRelocation.TYPE_DATA_64
          || inValues < 0
          || inValues % Long.BYTES != 0) {
        throw section
            .contents()
            .rejected(relocation.offset(), "no place for a value of " + variable.name());
      }
      values.put(inValues / Long.BYTES, relocation.symbol().name());
    }
    return values;
  }
}
