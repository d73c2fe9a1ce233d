package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the maps of an object, however they are declared. */
final class MapReader {

  private static final String BTF_MAPS = ".maps";

  private MapReader() {}

  static List<MapDefinition> read(ElfFile elf, Optional<BtfSections> sections) throws ElfRejected {
    List<MapDefinition> maps = new ArrayList<>();
    for (ElfSection section : elf.sections()) {
      if (section.name().equals(BTF_MAPS)) {
        maps.addAll(BtfMapReader.read(elf, section, required(section, sections)));
      } else if (StructOpsReader.declares(section)) {
        maps.addAll(StructOpsReader.read(elf, section, required(section, sections)));
      } else if (LegacyMapReader.declares(section)) {
        maps.addAll(LegacyMapReader.read(elf, section));
      }
      if (maps.size() > ElfLimits.MAPS) {
        throw section.contents().rejected(0, "more than " + ElfLimits.MAPS + " maps");
      }
    }
    checkNames(elf, maps);
    return List.copyOf(maps);
  }

  private static BtfSections required(ElfSection section, Optional<BtfSections> sections)
      throws ElfRejected {
    if (sections.isEmpty()) {
      throw section.contents().rejected(0, "maps that BTF declares, but no BTF; compile with -g");
    }
    return sections.get();
  }

  private static void checkNames(ElfFile elf, List<MapDefinition> maps) throws ElfRejected {
    Set<String> names = new HashSet<>();
    for (MapDefinition map : maps) {
      ElfBytes section = elf.sections().get(map.sectionIndex()).contents();
      if (map.name().isEmpty()) {
        throw section.rejected(map.offset(), "a map without a name");
      }
      if (!names.add(map.name())) {
        throw section.rejected(map.offset(), "a second map " + map.name());
      }
    }
  }
}
