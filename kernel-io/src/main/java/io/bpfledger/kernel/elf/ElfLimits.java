package io.bpfledger.kernel.elf;

/**
 * How much of everything an object file may have. Each limit is well above what compilers produce
 * and low enough that reading a hostile file stays cheap.
 */
public final class ElfLimits {

  /** The size of a file; the same as what image layers may carry. */
  public static final int FILE_BYTES = 16 << 20;

  public static final int SECTIONS = 4_096;

  public static final int SYMBOLS = 65_536;

  /** Relocations of one section. */
  public static final int RELOCATIONS = 262_144;

  /** The length of a name or string, as the kernel limits the names of its own symbols. */
  public static final int NAME_LENGTH = 512;

  /** The size of a section without content (.bss), which costs a file nothing. */
  public static final int ZERO_BYTES = 256 << 20;

  private ElfLimits() {}
}
