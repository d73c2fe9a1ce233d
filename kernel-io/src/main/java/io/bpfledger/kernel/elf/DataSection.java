package io.bpfledger.kernel.elf;

/**
 * A section of global variables, which becomes an array map of one value.
 *
 * @param contents the initial value; empty for one that is all zero
 */
public record DataSection(String name, int sectionIndex, int size, ElfBytes contents) {

  private static final String READ_ONLY = ".rodata";
  private static final String WRITABLE = ".data";
  private static final String ZERO = ".bss";

  static boolean isData(ElfSection section) {
    boolean allocated = (section.flags() & ElfSection.FLAG_ALLOCATED) != 0;
    boolean known =
        section.zero()
            ? named(section.name(), ZERO)
            : section.type() == ElfSection.TYPE_PROGBITS
                && (named(section.name(), READ_ONLY) || named(section.name(), WRITABLE));
    return allocated && known && section.size() > 0;
  }

  /** Whether the map is frozen once it has its values, so that programs can rely on them. */
  public boolean readOnly() {
    return named(name, READ_ONLY);
  }

  private static boolean named(String section, String name) {
    return section.equals(name) || section.startsWith(name + ".");
  }
}
