package io.bpfledger.kernel.simulated.declared;

import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** An object file put together from declarations. */
public final class DeclaredObject {

  /** The section in which programs ask the simulated verifier to refuse them. */
  public static final String REFUSALS_SECTION = ".simulated.refusals";

  private static final int INSTRUCTION_BYTES = 8;
  private static final int COUNTER_BYTES = 8;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Global(String section, byte[] value) {}

  private String license = "Dual BSD/GPL";
  private final Map<String, DeclaredProgram> programs = new LinkedHashMap<>();
  private final Map<String, MapTypes.DeclaredMap> maps = new LinkedHashMap<>();
  private final Map<String, Global> globals = new LinkedHashMap<>();

  private DeclaredObject() {}

  public static DeclaredObject empty() {
    return new DeclaredObject();
  }

  /** An object with programs that need no maps. */
  public static ObjectBytes of(DeclaredProgram... programs) {
    DeclaredObject object = empty();
    for (DeclaredProgram program : programs) {
      object.program(program);
    }
    return object.bytes();
  }

  public DeclaredObject license(String newLicense) {
    license = newLicense;
    return this;
  }

  public DeclaredObject program(DeclaredProgram program) {
    if (programs.put(program.name(), program) != null) {
      throw new IllegalArgumentException("a second program " + program.name());
    }
    return this;
  }

  public DeclaredObject map(MapSpec map) {
    maps.put(map.name(), new MapTypes.DeclaredMap(map, false));
    return this;
  }

  public DeclaredObject mapPinnedByName(MapSpec map) {
    maps.put(map.name(), new MapTypes.DeclaredMap(map, true));
    return this;
  }

  /** An array of one 64-bit number, for programs that count. */
  public DeclaredObject counter(String name) {
    return map(new MapSpec(MapType.ARRAY, name, Integer.BYTES, COUNTER_BYTES, 1, 0));
  }

  /** A variable that cannot change after the load. */
  public DeclaredObject constant(String name, byte[] value) {
    globals.put(name, new Global(".rodata", value.clone()));
    return this;
  }

  public DeclaredObject variable(String name, byte[] value) {
    globals.put(name, new Global(".data", value.clone()));
    return this;
  }

  public ObjectBytes bytes() {
    ElfWriter elf = new ElfWriter();
    Map<String, Object> symbols = new LinkedHashMap<>();
    writeMaps(elf, symbols);
    writeGlobals(elf, symbols);
    writePrograms(elf, symbols);
    byte[] licenseText = new Bytes().text(license).toByteArray();
    elf.section(
        "license",
        ElfWriter.PROGRAM_BITS,
        ElfWriter.ALLOCATED | ElfWriter.WRITABLE,
        licenseText,
        licenseText.length);
    writeRefusals(elf);
    return ObjectBytes.copyOf(elf.write());
  }

  private void writeMaps(ElfWriter elf, Map<String, Object> symbols) {
    byte[] types = MapTypes.describe(maps.values());
    elf.section(".BTF", ElfWriter.PROGRAM_BITS, 0, types, types.length);
    if (maps.isEmpty()) {
      return;
    }
    int size = maps.values().stream().mapToInt(MapTypes.DeclaredMap::bytes).sum();
    int section =
        elf.section(
            ".maps",
            ElfWriter.PROGRAM_BITS,
            ElfWriter.ALLOCATED | ElfWriter.WRITABLE,
            new byte[size],
            size);
    int offset = 0;
    for (Map.Entry<String, MapTypes.DeclaredMap> map : maps.entrySet()) {
      int bytes = map.getValue().bytes();
      elf.symbol(map.getKey(), ElfWriter.OBJECT_SYMBOL, section, offset, bytes);
      symbols.put(map.getKey(), map.getValue());
      offset += bytes;
    }
  }

  private void writeGlobals(ElfWriter elf, Map<String, Object> symbols) {
    for (String name : List.of(".rodata", ".data")) {
      Bytes contents = new Bytes();
      Map<String, Integer> offsets = new LinkedHashMap<>();
      globals.forEach(
          (global, declared) -> {
            if (declared.section().equals(name)) {
              contents.aligned(Long.BYTES);
              offsets.put(global, contents.size());
              contents.raw(declared.value());
            }
          });
      if (offsets.isEmpty()) {
        continue;
      }
      int writable = name.equals(".data") ? ElfWriter.WRITABLE : 0;
      int section =
          elf.section(
              name,
              ElfWriter.PROGRAM_BITS,
              ElfWriter.ALLOCATED | writable,
              contents.toByteArray(),
              contents.size());
      offsets.forEach(
          (global, offset) -> {
            Global declared = globals.get(global);
            int size = declared == null ? 0 : declared.value().length;
            elf.symbol(global, ElfWriter.OBJECT_SYMBOL, section, offset, size);
            symbols.put(global, global);
          });
    }
  }

  private void writePrograms(ElfWriter elf, Map<String, Object> symbols) {
    Map<String, List<DeclaredProgram>> bySection = new LinkedHashMap<>();
    for (DeclaredProgram program : programs.values()) {
      ProgramText.requireKnown(program, symbols);
      bySection.computeIfAbsent(program.section(), _ -> new ArrayList<>()).add(program);
    }
    bySection.forEach((name, members) -> writeSection(elf, name, members));
  }

  private static void writeSection(ElfWriter elf, String name, List<DeclaredProgram> members) {
    Bytes code = new Bytes();
    Map<DeclaredProgram, Integer> starts = new LinkedHashMap<>();
    for (DeclaredProgram program : members) {
      starts.put(program, code.size());
      ProgramText.of(program).slots().forEach(code::u64);
    }
    int section =
        elf.section(
            name,
            ElfWriter.PROGRAM_BITS,
            ElfWriter.ALLOCATED | ElfWriter.EXECUTABLE,
            code.toByteArray(),
            code.size());
    starts.forEach(
        (program, start) -> {
          ProgramText text = ProgramText.of(program);
          int bytes = text.slots().size() * INSTRUCTION_BYTES;
          elf.symbol(program.name(), ElfWriter.FUNCTION_SYMBOL, section, start, bytes);
          for (ProgramText.Reference reference : text.references()) {
            elf.relocation(
                section, start + reference.slot() * INSTRUCTION_BYTES, reference.symbol());
          }
        });
  }

  private void writeRefusals(ElfWriter elf) {
    Bytes wishes = new Bytes();
    for (DeclaredProgram program : programs.values()) {
      program.refusal().ifPresent(log -> wishes.text(program.name()).text(log));
    }
    if (wishes.size() > 0) {
      elf.section(REFUSALS_SECTION, ElfWriter.PROGRAM_BITS, 0, wishes.toByteArray(), wishes.size());
    }
  }

  /** The programs that wish to be refused, with their logs. */
  public static SortedMap<String, String> readRefusals(byte[] section) {
    List<String> texts = List.of(new String(section, StandardCharsets.UTF_8).split("\0", -1));
    TreeMap<String, String> refusals = new TreeMap<>();
    for (int at = 0; at + 1 < texts.size(); at += 2) {
      refusals.put(texts.get(at), texts.get(at + 1));
    }
    return refusals;
  }
}
