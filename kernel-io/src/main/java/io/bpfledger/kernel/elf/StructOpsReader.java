package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.MapType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the struct_ops maps: variables of a type of the kernel, whose members are programs and
 * numbers.
 */
final class StructOpsReader {

  private static final String SECTION = ".struct_ops";
  private static final String LINK_SECTION = ".struct_ops.link";
  private static final int KEY_BYTES = 4;

  /** BPF_F_LINK: the map takes effect through a link, and not when its value is set. */
  private static final int FLAG_LINK = 1 << 13;

  private StructOpsReader() {}

  static boolean declares(ElfSection section) {
    return section.name().equals(SECTION) || section.name().equals(LINK_SECTION);
  }

  static List<MapDefinition> read(ElfFile elf, ElfSection section, BtfSections sections)
      throws ElfRejected {
    Btf btf = sections.btf();
    List<ElfRelocation> relocations = elf.relocations(section);
    List<MapDefinition> maps = new ArrayList<>();
    for (SectionVariable variable : sections.variables(section, ElfLimits.MAPS)) {
      int structure = btf.resolved(variable.type());
      if (btf.kind(structure) != BtfKind.STRUCT) {
        throw btf.rejected(structure, variable.name() + " is no structure");
      }
      maps.add(
          new MapDefinition(
              variable.name(),
              MapOrigin.STRUCT_OPS,
              new MapShape(
                  MapType.STRUCT_OPS.number(),
                  KEY_BYTES,
                  btf.valueSize(structure),
                  1,
                  section.name().equals(LINK_SECTION) ? FLAG_LINK : 0,
                  0,
                  Optional.empty(),
                  Optional.of(BtfNames.of(btf, structure))),
              false,
              Optional.empty(),
              programs(section, variable, relocations),
              section.index(),
              variable.offset()));
    }
    return maps;
  }

  private static SortedMap<Integer, String> programs(
      ElfSection section, SectionVariable variable, List<ElfRelocation> relocations)
      throws ElfRejected {
    int end = variable.offset() + variable.size();
    List<ElfRelocation> own = FunctionReader.within(relocations, variable.offset(), end);
    if (own.size() > ElfLimits.STRUCT_OPS_PROGRAMS) {
      throw section
          .contents()
          .rejected(
              variable.offset(),
              own.size() + " programs, the limit is " + ElfLimits.STRUCT_OPS_PROGRAMS);
    }
    SortedMap<Integer, String> programs = new TreeMap<>();
    for (ElfRelocation relocation : own) {
      int member = (relocation.offset() - variable.offset()) / Long.BYTES;
      programs.put(member, relocation.symbol().name());
    }
    return programs;
  }
}
