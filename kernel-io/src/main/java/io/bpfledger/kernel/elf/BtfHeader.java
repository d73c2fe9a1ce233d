package io.bpfledger.kernel.elf;

/** The header that .BTF and .BTF.ext begin with. Offsets in it count from its end. */
record BtfHeader(int length) {

  private static final int MAGIC = 0xeb9f;
  private static final int VERSION = 1;
  private static final int LENGTH = 24;

  static BtfHeader read(ElfBytes section) throws ElfRejected {
    if (section.unsigned16(0) != MAGIC) {
      throw section.rejected(0, "no BTF");
    }
    if (section.unsigned8(2) != VERSION || section.unsigned8(3) != 0) {
      throw section.rejected(2, "unknown BTF version or flags");
    }
    long length = section.unsigned32(4);
    if (length < LENGTH || length > section.size()) {
      throw section.rejected(4, "a BTF header of " + length + " bytes");
    }
    return new BtfHeader((int) length);
  }

  /** Whether the header is long enough to have the offset and length of a part at an offset. */
  boolean has(int field) {
    return field + 8 <= length;
  }

  /** The part of the section whose offset and length are at an offset of the header. */
  ElfBytes part(ElfBytes section, String structure, int field) throws ElfRejected {
    long offset = length + section.unsigned32(field);
    return section.slice(structure, offset, section.unsigned32(field + 4L));
  }
}
