package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads the maps that are declared as structures in {@code .maps}. */
final class BtfMapReader {

  private final Btf btf;

  /** Many maps may be declared by one structure; it is read once. */
  private final Map<Integer, BtfMapDeclaration> declarations = new HashMap<>();

  private BtfMapReader(Btf btf) {
    this.btf = btf;
  }

  static List<MapDefinition> read(ElfFile elf, ElfSection section, BtfSections sections)
      throws ElfRejected {
    BtfMapReader reader = new BtfMapReader(sections.btf());
    List<ElfRelocation> relocations = elf.relocations(section);
    List<MapDefinition> maps = new ArrayList<>();
    for (SectionVariable variable : sections.variables(section, ElfLimits.MAPS)) {
      BtfMapDeclaration declaration = reader.declaration(variable.type());
      maps.add(
          new MapDefinition(
              variable.name(),
              MapOrigin.BTF,
              declaration.shape(),
              declaration.pinnedByName(),
              reader.inner(declaration),
              initialValues(section, variable, declaration.valuesOffset(), relocations),
              section.index(),
              variable.offset()));
    }
    return maps;
  }

  private BtfMapDeclaration declaration(int type) throws ElfRejected {
    int structure = btf.resolved(type);
    BtfMapDeclaration known = declarations.get(structure);
    if (known == null) {
      known = BtfMapDeclaration.read(btf, structure);
      declarations.put(structure, known);
    }
    return known;
  }

  private Optional<MapShape> inner(BtfMapDeclaration outer) throws ElfRejected {
    if (outer.inner().isEmpty()) {
      return Optional.empty();
    }
    int structure = outer.inner().getAsInt();
    BtfMapDeclaration inner = declaration(structure);
    if (inner.valuesOffset().isPresent()) {
      throw btf.rejected(structure, "an inner map with values of its own");
    }
    if (inner.pinnedByName()) {
      throw btf.rejected(structure, "an inner map asks to be pinned");
    }
    return Optional.of(inner.shape());
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
