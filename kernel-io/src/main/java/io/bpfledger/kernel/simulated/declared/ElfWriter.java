package io.bpfledger.kernel.simulated.declared;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes a relocatable object of the BPF machine. */
final class ElfWriter {

  static final int PROGRAM_BITS = 1;
  static final int NO_BITS = 8;
  static final int WRITABLE = 1;
  static final int ALLOCATED = 2;
  static final int EXECUTABLE = 4;
  static final int OBJECT_SYMBOL = 1;
  static final int FUNCTION_SYMBOL = 2;

  private static final int SYMBOL_TABLE = 2;
  private static final int STRING_TABLE = 3;
  private static final int RELOCATIONS = 9;
  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int SYMBOL_BYTES = 24;
  private static final int RELOCATION_BYTES = 16;
  private static final int MACHINE_BPF = 247;
  private static final int RELOCATION_OF_WIDE_LOAD = 1;

  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Section(
      String name,
      int type,
      int flags,
      byte[] contents,
      int size,
      int link,
      int info,
      int alignment,
      int entryBytes) {}

  private final Names names = new Names();
  private final List<Section> sections = new ArrayList<>();
  private final Bytes symbols = new Bytes();
  private final Map<String, Integer> symbolIndexes = new LinkedHashMap<>();
  private final Map<Integer, Bytes> relocations = new LinkedHashMap<>();
  private int symbolCount;

  ElfWriter() {
    sections.add(new Section("", 0, 0, new byte[0], 0, 0, 0, 0, 0));
    symbols.raw(new byte[SYMBOL_BYTES]);
    symbolCount = 1;
  }

  /** Adds a section and answers its index. */
  int section(String name, int type, int flags, byte[] contents, int size) {
    sections.add(new Section(name, type, flags, contents, size, 0, 0, Long.BYTES, 0));
    return sections.size() - 1;
  }

  /** Adds a global symbol. */
  void symbol(String name, int type, int section, int value, int size) {
    symbols.u32(names.offset(name)).u8(1 << 4 | type).u8(0).u16(section).u64(value).u64(size);
    symbolIndexes.put(name, symbolCount);
    symbolCount++;
  }

  /** The wide load at an offset of a section gets the address of a symbol that was added. */
  void relocation(int section, int offset, String symbol) {
    Integer index = symbolIndexes.get(symbol);
    if (index == null) {
      throw new IllegalArgumentException("no symbol " + symbol);
    }
    relocations
        .computeIfAbsent(section, _ -> new Bytes())
        .u64(offset)
        .u32(RELOCATION_OF_WIDE_LOAD)
        .u32(index);
  }

  byte[] write() {
    int symbolTable = sections.size() + relocations.size();
    int stringTable = symbolTable + 1;
    relocations.forEach(
        (section, entries) ->
            sections.add(
                new Section(
                    ".rel" + sections.get(section).name(),
                    RELOCATIONS,
                    0,
                    entries.toByteArray(),
                    entries.size(),
                    symbolTable,
                    section,
                    Long.BYTES,
                    RELOCATION_BYTES)));
    byte[] table = symbols.toByteArray();
    sections.add(
        new Section(
            ".symtab",
            SYMBOL_TABLE,
            0,
            table,
            table.length,
            stringTable,
            1,
            Long.BYTES,
            SYMBOL_BYTES));
    sections.forEach(section -> names.offset(section.name()));
    names.offset(".strtab");
    byte[] text = names.toByteArray();
    sections.add(new Section(".strtab", STRING_TABLE, 0, text, text.length, 0, 0, 1, 0));
    return file(stringTable);
  }

  private byte[] file(int stringTable) {
    Bytes body = new Bytes();
    Bytes headers = new Bytes();
    for (Section section : sections) {
      body.aligned(Long.BYTES);
      headers
          .u32(names.offset(section.name()))
          .u32(section.type())
          .u64(section.flags())
          .u64(0)
          .u64(section.type() == 0 ? 0 : HEADER_BYTES + body.size())
          .u64(section.size())
          .u32(section.link())
          .u32(section.info())
          .u64(section.alignment())
          .u64(section.entryBytes());
      body.raw(section.contents());
    }
    body.aligned(Long.BYTES);
    return new Bytes()
        .u32(0x464c457f)
        .u8(2) // 64 bits
        .u8(1) // little-endian
        .u8(1) // version
        .raw(new byte[9])
        .u16(1) // relocatable
        .u16(MACHINE_BPF)
        .u32(1)
        .u64(0)
        .u64(0)
        .u64(HEADER_BYTES + (long) body.size())
        .u32(0)
        .u16(HEADER_BYTES)
        .u16(0)
        .u16(0)
        .u16(SECTION_HEADER_BYTES)
        .u16(sections.size())
        .u16(stringTable)
        .raw(body.toByteArray())
        .raw(headers.toByteArray())
        .toByteArray();
  }
}
