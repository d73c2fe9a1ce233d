package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * The sections of struct_ops maps in the copy of an object that libbpf gets to see.
 *
 * <p>Maps in {@code .struct_ops.link} take effect through a link. libbpf knows that section since
 * 1.2 and passes over it before. As all our struct_ops maps get BPF_F_LINK, it does not matter in
 * which section they are: for an older libbpf the names are cut to those it knows.
 */
final class StructOpsSections {

  private static final String KNOWN = ".struct_ops";
  private static final String LINK = ".struct_ops.link";
  private static final String RELOCATIONS = ".rel";

  /** Of the header of a file. */
  private static final int SECTIONS_OFFSET = 0x28;

  private static final int SECTION_BYTES = 0x3a;
  private static final int SECTION_COUNT = 0x3c;
  private static final int SECTION_OF_NAMES = 0x3e;

  /** Of the header of a section. */
  private static final int CONTENTS_OFFSET = 0x18;

  private static final int CONTENTS_SIZE = 0x20;

  /** Of the header of BTF. */
  private static final int BTF_HEADER_BYTES = 4;

  private static final int BTF_STRINGS_OFFSET = 16;
  private static final int BTF_STRINGS_SIZE = 20;

  private final MemorySegment file;
  private final MemorySegment names;

  private StructOpsSections(MemorySegment file) {
    this.file = file;
    this.names = contents(Memory.shortAt(file, SECTION_OF_NAMES));
  }

  /** Renames the sections in a file that our inspection has found in order. */
  static void makeKnown(MemorySegment file) {
    new StructOpsSections(file).makeKnown();
  }

  private void makeKnown() {
    int count = Memory.shortAt(file, SECTION_COUNT);
    for (int section = 1; section < count; section++) {
      int name = Memory.intAt(file, header(section));
      switch (names.getString(name)) {
        case LINK -> cut(names, name + KNOWN.length());
        case RELOCATIONS + LINK -> cut(names, name + RELOCATIONS.length() + KNOWN.length());
        case ".BTF" -> makeKnownInTypes(contents(section));
        default -> {}
      }
    }
  }

  /** Types group variables by the name of their section. */
  private static void makeKnownInTypes(MemorySegment types) {
    MemorySegment strings =
        types.asSlice(
            Memory.intAt(types, BTF_HEADER_BYTES) + Memory.intAt(types, BTF_STRINGS_OFFSET),
            Memory.intAt(types, BTF_STRINGS_SIZE));
    String all =
        new String(Memory.bytes(strings, 0, (int) strings.byteSize()), StandardCharsets.ISO_8859_1);
    int name = all.indexOf('\0' + LINK + '\0');
    if (name >= 0) {
      cut(strings, name + 1 + KNOWN.length());
    }
  }

  private static void cut(MemorySegment text, int end) {
    Memory.setByte(text, end, 0);
  }

  private MemorySegment contents(int section) {
    long header = header(section);
    return file.asSlice(
        Memory.longAt(file, header + CONTENTS_OFFSET), Memory.longAt(file, header + CONTENTS_SIZE));
  }

  private long header(int section) {
    return Memory.longAt(file, SECTIONS_OFFSET)
        + (long) section * Memory.shortAt(file, SECTION_BYTES);
  }
}
