package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.ObjectBytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes object files by hand, so that tests can say things no compiler would. Sections get their
 * indices in the order in which they are added, from 1 on.
 */
final class ObjectBuilder {

  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;

  private record Section(
      String name, int type, long flags, ByteBuffer contents, long size, int link, int info) {

    int fileBytes() {
      return contents.remaining();
    }
  }

  private final List<Section> sections = new ArrayList<>();
  private final ByteArrayOutputStream symbols = new ByteArrayOutputStream();
  private final ByteArrayOutputStream names = new ByteArrayOutputStream();
  private final Map<String, Integer> nameOffsets = new HashMap<>();
  private int symbolCount = 1;

  ObjectBuilder() {
    names.write(0);
    symbols.writeBytes(new byte[24]);
  }

  int section(String name, int type, long flags, byte[] contents) {
    return section(name, type, flags, contents, contents.length, 0, 0);
  }

  int section(String name, int type, long flags, byte[] contents, long size, int link, int info) {
    sections.add(new Section(name, type, flags, ByteBuffer.wrap(contents), size, link, info));
    return sections.size();
  }

  /** A section of instructions that do nothing. */
  int code(String name, int instructions) {
    return section(
        name,
        ElfSection.TYPE_PROGBITS,
        ElfSection.FLAG_ALLOCATED | ElfSection.FLAG_EXECUTABLE,
        new byte[instructions * 8]);
  }

  int data(String name, byte[] contents) {
    return section(name, ElfSection.TYPE_PROGBITS, ElfSection.FLAG_ALLOCATED, contents);
  }

  int zero(String name, long size) {
    return section(
        name, ElfSection.TYPE_NOBITS, ElfSection.FLAG_ALLOCATED, new byte[0], size, 0, 0);
  }

  /** Adds a global symbol and gives its index. */
  int symbol(String name, int type, int section, long value, long size) {
    return symbol(nameOffset(name), type, section, value, size);
  }

  int symbol(int nameOffset, int type, int section, long value, long size) {
    ByteBuffer entry = ByteBuffer.allocate(24).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(nameOffset).put((byte) (0x10 | type)).put((byte) 0).putShort((short) section);
    entry.putLong(value).putLong(size);
    symbols.writeBytes(entry.array());
    return symbolCount++;
  }

  /** Where a name starts among the names. */
  int nameOffset(String name) {
    return nameOffsets.computeIfAbsent(
        name,
        missing -> {
          int offset = names.size();
          names.writeBytes(missing.getBytes(StandardCharsets.ISO_8859_1));
          names.write(0);
          return offset;
        });
  }

  /** Adds the relocations of a section, each an offset, a type and a symbol. */
  void relocations(int section, long[][] entries) {
    ByteBuffer bytes = ByteBuffer.allocate(entries.length * 16).order(ByteOrder.LITTLE_ENDIAN);
    for (long[] entry : entries) {
      bytes.putLong(entry[0]).putInt((int) entry[1]).putInt((int) entry[2]);
    }
    section(".rel", ElfSection.TYPE_RELOCATIONS, 0, bytes.array(), bytes.capacity(), 0, section);
  }

  ObjectBytes build() {
    return ObjectBytes.copyOf(buildBytes());
  }

  byte[] buildBytes() {
    List<Section> all = new ArrayList<>(sections);
    int strings = all.size() + 2;
    all.add(table(".symtab", ElfSection.TYPE_SYMBOLS, symbols.toByteArray(), strings));
    nameOffset(".strtab");
    all.forEach(section -> nameOffset(section.name()));
    all.add(table(".strtab", ElfSection.TYPE_STRINGS, names.toByteArray(), 0));

    int contents = all.stream().mapToInt(Section::fileBytes).sum();
    int count = all.size() + 1;
    int table = HEADER_BYTES + contents;
    ByteBuffer file =
        ByteBuffer.allocate(table + count * SECTION_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    file.putInt(0x464c457f).put((byte) 2).put((byte) 1).put((byte) 1);
    file.putShort(16, (short) 1).putShort(18, (short) 247).putInt(20, 1);
    file.putLong(40, table).putShort(52, (short) HEADER_BYTES);
    file.putShort(58, (short) SECTION_HEADER_BYTES);
    file.putShort(60, (short) count).putShort(62, (short) strings);
    int at = HEADER_BYTES;
    for (int i = 0; i < all.size(); i++) {
      Section section = all.get(i);
      int header = table + (i + 1) * SECTION_HEADER_BYTES;
      file.putInt(header, nameOffset(section.name())).putInt(header + 4, section.type());
      file.putLong(header + 8, section.flags());
      file.putLong(header + 24, at).putLong(header + 32, section.size());
      file.putInt(header + 40, section.link()).putInt(header + 44, section.info());
      file.put(at, section.contents(), 0, section.fileBytes());
      at += section.fileBytes();
    }
    return file.array();
  }

  private static Section table(String name, int type, byte[] entries, int link) {
    return new Section(name, type, 0, ByteBuffer.wrap(entries), entries.length, link, 0);
  }
}
