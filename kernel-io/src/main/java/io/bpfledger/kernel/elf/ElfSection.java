package io.bpfledger.kernel.elf;

/**
 * One section.
 *
 * @param contents its bytes in the file; empty for a section that has none there, such as .bss
 * @param size its size in memory, which differs from the contents only where there are none
 * @param link the index of the section it is tied to, of whatever kind; not checked
 * @param info for a relocation section the index of the section it changes; not checked
 */
public record ElfSection(
    int index,
    String name,
    int type,
    long flags,
    ElfBytes contents,
    int size,
    long link,
    long info) {

  public static final int TYPE_PROGBITS = 1;
  public static final int TYPE_SYMBOLS = 2;
  public static final int TYPE_STRINGS = 3;
  public static final int TYPE_RELOCATIONS_WITH_ADDENDS = 4;
  public static final int TYPE_NOBITS = 8;
  public static final int TYPE_RELOCATIONS = 9;

  public static final long FLAG_WRITABLE = 0x1;
  public static final long FLAG_ALLOCATED = 0x2;
  public static final long FLAG_EXECUTABLE = 0x4;
  public static final long FLAG_COMPRESSED = 0x800;

  /** Whether it holds instructions. */
  public boolean executable() {
    return type == TYPE_PROGBITS && (flags & FLAG_EXECUTABLE) != 0;
  }

  /** Whether its bytes are all zero and not in the file. */
  public boolean zero() {
    return type == TYPE_NOBITS;
  }
}
