package io.bpfledger.kernel.elf;

/**
 * What .BTF.ext adds to the types: for instructions of each section the functions, the source lines
 * and the CO-RE relocations. All of it is walked and only counted; the kernel and libbpf use it.
 */
record BtfExtension(int functions, int lines, int coreRelocations) {

  private static final int FUNCTIONS_FIELD = 8;
  private static final int LINES_FIELD = 16;
  private static final int CORE_FIELD = 24;

  private static final int WORD = 4;

  static BtfExtension read(ElfBytes section, Btf btf) throws ElfRejected {
    BtfHeader header = BtfHeader.read(section);
    int functions =
        count(header.part(section, ".BTF.ext functions", FUNCTIONS_FIELD), btf, 2 * WORD, true, 0);
    int lines = count(header.part(section, ".BTF.ext lines", LINES_FIELD), btf, 4 * WORD, false, 2);
    int coreRelocations =
        header.has(CORE_FIELD)
            ? count(header.part(section, ".BTF.ext CO-RE", CORE_FIELD), btf, 4 * WORD, true, 1)
            : 0;
    return new BtfExtension(functions, lines, coreRelocations);
  }

  /**
   * Counts the records of a part. A record is an instruction, then a type if {@code typed}, then a
   * number of strings, then what is of no interest here.
   */
  private static int count(ElfBytes part, Btf btf, int leastBytes, boolean typed, int strings)
      throws ElfRejected {
    if (part.size() == 0) {
      return 0;
    }
    long recordBytes = part.unsigned32(0);
    if (recordBytes < leastBytes || recordBytes % WORD != 0) {
      throw part.rejected(0, "records of " + recordBytes + " bytes");
    }
    int count = 0;
    int at = WORD;
    while (at < part.size()) {
      checkString(part, at, btf);
      long records = part.unsigned32(at + (long) WORD);
      at += 2 * WORD;
      if (records == 0 || records * recordBytes > part.size() - at) {
        throw part.rejected(at - WORD, records + " records of " + recordBytes + " bytes");
      }
      for (int i = 0; i < records; i++) {
        int field = at + WORD;
        if (typed) {
          if (part.unsigned32(field) > btf.count()) {
            throw part.rejected(field, "type " + part.unsigned32(field) + " of " + btf.count());
          }
          field += WORD;
        }
        for (int j = 0; j < strings; j++) {
          checkString(part, field + j * WORD, btf);
        }
        at += (int) recordBytes;
      }
      count += (int) records;
    }
    return count;
  }

  private static void checkString(ElfBytes part, int at, Btf btf) throws ElfRejected {
    long string = part.unsigned32(at);
    if (string >= btf.strings().size()) {
      throw part.rejected(at, "string " + string + " of " + btf.strings().size() + " bytes");
    }
  }
}
