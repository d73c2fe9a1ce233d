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

  /** Functions of all sections, programs and sub-programs alike. */
  public static final int FUNCTIONS = 16_384;

  public static final int PROGRAMS = 1_024;

  /** Maps that the object declares; those that hold its data sections come on top. */
  public static final int MAPS = 1_024;

  /** Members of the structure that declares a map; there are about a dozen that mean something. */
  public static final int MAP_FIELDS = 64;

  /** Programs that one struct_ops map holds; the largest structures have some forty members. */
  public static final int STRUCT_OPS_PROGRAMS = 256;

  public static final int GLOBALS = 16_384;

  /** The kernel reads no more of a licence. */
  public static final int LICENSE_LENGTH = 128;

  /** The kernel's own limit on types. */
  public static final int BTF_TYPES = 0xfffff;

  /**
   * How deep types may contain each other; the kernel's own limit. Pointers end a chain, so only
   * hostile types are deeper.
   */
  public static final int BTF_DEPTH = 32;

  private ElfLimits() {}
}
