package io.bpfledger.kernel.elf;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the file header and the section headers. */
final class ElfSectionTable {

  private static final int HEADER_BYTES = 64;
  private static final int SECTION_HEADER_BYTES = 64;
  private static final int MAGIC = 0x464c457f;
  private static final int CLASS_64 = 2;
  private static final int LITTLE_ENDIAN = 1;
  private static final int VERSION = 1;
  private static final int RELOCATABLE = 1;
  private static final int MACHINE_BPF = 247;

  private ElfSectionTable() {}

  static List<ElfSection> read(ElfBytes file) throws ElfRejected {
    ElfBytes header = file.slice("file header", 0, Math.min(HEADER_BYTES, file.size()));
    checkHeader(header);
    long tableOffset = header.signed64(40);
    int count = header.unsigned16(60);
    if (count == 0) {
      throw header.rejected(60, "no sections, or more of them than are counted here");
    }
    if (count > ElfLimits.SECTIONS) {
      throw header.rejected(60, count + " sections, the limit is " + ElfLimits.SECTIONS);
    }
    ElfBytes table =
        file.slice("section header table", tableOffset, (long) count * SECTION_HEADER_BYTES);
    int namesIndex = header.unsigned16(62);
    if (namesIndex >= count) {
      throw header.rejected(62, "the section names are section " + namesIndex + " of " + count);
    }
    ElfBytes names = strings(readSection(file, table, namesIndex, "section names"));
    List<ElfSection> sections = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      String name = i == 0 ? "" : names.name(table.unsigned32((long) i * SECTION_HEADER_BYTES));
      sections.add(readSection(file, table, i, name));
    }
    checkOverlap(sections);
    return List.copyOf(sections);
  }

  /** The contents of a section that must be a string table. */
  static ElfBytes strings(ElfSection section) throws ElfRejected {
    if (section.type() != ElfSection.TYPE_STRINGS) {
      throw section.contents().rejected(0, "section " + section.index() + " is no string table");
    }
    return section.contents();
  }

  private static void checkHeader(ElfBytes header) throws ElfRejected {
    if (header.size() < HEADER_BYTES || header.signed32(0) != MAGIC) {
      throw header.rejected(0, "not an ELF file");
    }
    if (header.unsigned8(4) != CLASS_64) {
      throw header.rejected(4, "not a 64-bit object");
    }
    if (header.unsigned8(5) != LITTLE_ENDIAN) {
      throw header.rejected(5, "not for a little-endian machine");
    }
    if (header.unsigned8(6) != VERSION || header.signed32(20) != VERSION) {
      throw header.rejected(6, "unknown ELF version");
    }
    if (header.unsigned16(16) != RELOCATABLE) {
      throw header.rejected(16, "not a relocatable object but ELF type " + header.unsigned16(16));
    }
    if (header.unsigned16(18) != MACHINE_BPF) {
      throw header.rejected(18, "not for BPF but machine " + header.unsigned16(18));
    }
    if (header.unsigned16(58) != SECTION_HEADER_BYTES) {
      throw header.rejected(58, "section headers of " + header.unsigned16(58) + " bytes");
    }
  }

  private static ElfSection readSection(ElfBytes file, ElfBytes table, int index, String name)
      throws ElfRejected {
    long at = (long) index * SECTION_HEADER_BYTES;
    int type = table.signed32(at + 4);
    long flags = table.signed64(at + 8);
    long size = table.signed64(at + 32);
    boolean contentless = index == 0 || type == ElfSection.TYPE_NOBITS;
    if (contentless && (size < 0 || size > ElfLimits.ZERO_BYTES)) {
      throw table.rejected(
          at + 32,
          Long.toUnsignedString(size) + " zero bytes, the limit is " + ElfLimits.ZERO_BYTES);
    }
    if ((flags & ElfSection.FLAG_COMPRESSED) != 0) {
      throw table.rejected(at + 8, "a compressed section; llvm-strip -g removes them");
    }
    ElfBytes contents =
        contentless ? file.slice(name, 0, 0) : file.slice(name, table.signed64(at + 24), size);
    return new ElfSection(
        index,
        name,
        type,
        flags,
        contents,
        (int) size,
        table.unsigned32(at + 40),
        table.unsigned32(at + 44));
  }

  /** No byte belongs to two sections, so that work on all sections is bounded by the file. */
  private static void checkOverlap(List<ElfSection> sections) throws ElfRejected {
    List<ElfSection> byOffset = new ArrayList<>(sections);
    byOffset.removeIf(section -> section.contents().size() == 0);
    byOffset.sort(Comparator.comparingInt(section -> section.contents().fileOffset()));
    for (int i = 1; i < byOffset.size(); i++) {
      ElfBytes before = byOffset.get(i - 1).contents();
      ElfBytes after = byOffset.get(i).contents();
      if (after.fileOffset() < before.fileOffset() + before.size()) {
        throw after.rejected(0, "the section overlaps " + byOffset.get(i - 1).name());
      }
    }
  }
}
