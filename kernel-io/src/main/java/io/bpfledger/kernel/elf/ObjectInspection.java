package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.ObjectBytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is in an object file.
 *
 * @param license as the kernel will see it; empty for none
 * @param subprograms the functions that programs can call, but that are none themselves
 * @param maps those that the object declares; data sections become maps too
 * @param externs what the kernel or another object must define, such as kernel functions
 */
public record ObjectInspection(
    Optional<String> license,
    List<ProgramDefinition> programs,
    List<FunctionDefinition> subprograms,
    List<MapDefinition> maps,
    List<DataSection> dataSections,
    List<GlobalVariable> globals,
    List<String> externs,
    BtfSummary btf) {

  private static final Set<String> GPL_COMPATIBLE =
      Set.of(
          "GPL",
          "GPL v2",
          "GPL and additional rights",
          "Dual BSD/GPL",
          "Dual MIT/GPL",
          "Dual MPL/GPL");

  public ObjectInspection {
    programs = List.copyOf(programs);
    subprograms = List.copyOf(subprograms);
    maps = List.copyOf(maps);
    dataSections = List.copyOf(dataSections);
    globals = List.copyOf(globals);
    externs = List.copyOf(externs);
  }

  /**
   * Reads an object.
   *
   * @throws ElfRejected if it is none, or not one that is safe to give to anybody else
   */
  public static ObjectInspection of(ObjectBytes object) throws ElfRejected {
    return ObjectReader.read(object);
  }

  public Optional<ProgramDefinition> program(String name) {
    return programs.stream().filter(program -> program.name().equals(name)).findFirst();
  }

  public Optional<MapDefinition> map(String name) {
    return maps.stream().filter(map -> map.name().equals(name)).findFirst();
  }

  public Optional<GlobalVariable> global(String name) {
    return globals.stream().filter(global -> global.name().equals(name)).findFirst();
  }

  /** Whether the kernel lets its programs call helpers that only GPL programs may call. */
  public boolean gplCompatible() {
    return license.filter(GPL_COMPATIBLE::contains).isPresent();
  }
}
