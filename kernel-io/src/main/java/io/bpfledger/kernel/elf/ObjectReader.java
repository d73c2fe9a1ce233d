package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.ObjectBytes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Puts an inspection together. */
final class ObjectReader {

  private static final String LICENSE = "license";
  private static final String BTF = ".BTF";
  private static final String BTF_EXTENSION = ".BTF.ext";

  private ObjectReader() {}

  static ObjectInspection read(ObjectBytes object) throws ElfRejected {
    ElfFile elf = ElfFile.read(object);
    Optional<ElfSection> typeSection = elf.section(BTF);
    Optional<ElfSection> extensionSection = elf.section(BTF_EXTENSION);
    Optional<BtfSections> types = Optional.empty();
    BtfSummary summary = BtfSummary.NONE;
    if (typeSection.isPresent()) {
      Btf btf = Btf.read(typeSection.get().contents());
      types = Optional.of(BtfSections.read(elf, btf));
      summary = BtfSummary.of(btf);
      if (extensionSection.isPresent()) {
        summary = summary.with(BtfExtension.read(extensionSection.get().contents(), btf));
      }
    }
    List<FunctionDefinition> functions = FunctionReader.read(elf);
    List<DataSection> dataSections = GlobalReader.readSections(elf);
    return new ObjectInspection(
        license(elf),
        programs(elf, functions),
        functions.stream().filter(function -> !ProgramDefinition.isProgram(function)).toList(),
        MapReader.read(elf, types),
        dataSections,
        GlobalReader.read(elf, dataSections, types),
        externs(elf),
        summary);
  }

  private static List<ProgramDefinition> programs(ElfFile elf, List<FunctionDefinition> functions)
      throws ElfRejected {
    List<ProgramDefinition> programs = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (FunctionDefinition function : functions) {
      if (ProgramDefinition.isProgram(function)) {
        ElfBytes section = elf.sections().get(function.sectionIndex()).contents();
        if (!names.add(function.name())) {
          throw section.rejected(function.offset(), "a second program " + function.name());
        }
        if (names.size() > ElfLimits.PROGRAMS) {
          throw section.rejected(
              function.offset(), "more than " + ElfLimits.PROGRAMS + " programs");
        }
        programs.add(new ProgramDefinition(function, SectionTable.meaning(function.section())));
      }
    }
    return programs;
  }

  private static Optional<String> license(ElfFile elf) throws ElfRejected {
    Optional<ElfSection> section = elf.section(LICENSE);
    if (section.isEmpty()) {
      return Optional.empty();
    }
    ElfBytes contents = section.get().contents();
    String license = contents.name(0);
    if (license.length() >= ElfLimits.LICENSE_LENGTH) {
      throw contents.rejected(0, "a licence of " + license.length() + " characters");
    }
    return Optional.of(license);
  }

  private static List<String> externs(ElfFile elf) {
    return elf.symbols().stream()
        .filter(symbol -> symbol.section() == ElfSymbol.UNDEFINED && !symbol.name().isEmpty())
        .map(ElfSymbol::name)
        .toList();
  }
}
