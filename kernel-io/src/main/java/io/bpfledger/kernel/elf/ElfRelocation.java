package io.bpfledger.kernel.elf;

/**
 * One relocation: the place at an offset of a section refers to a symbol.
 *
 * @param offset where in the section that is changed; the changed bytes lie within it
 */
public record ElfRelocation(int offset, int type, ElfSymbol symbol) {

  /** A 64-bit load instruction gets the symbol's address: maps, global variables, externs. */
  public static final int TYPE_LOAD = 1;

  /** Eight bytes of data get the symbol's address, as in the initial values of a map. */
  public static final int TYPE_DATA_64 = 2;

  /** Four bytes of data get the symbol's address. */
  public static final int TYPE_DATA_32 = 3;

  /** As {@link #TYPE_DATA_32}, in sections that describe the program: BTF and line information. */
  public static final int TYPE_DESCRIPTION_32 = 4;

  /** A call instruction gets the distance to a function. */
  public static final int TYPE_CALL = 10;

  /** How many bytes at the offset are changed, or touched, as far as we know the type. */
  static int extent(int type) {
    return switch (type) {
      case TYPE_LOAD -> 16;
      case TYPE_DATA_64, TYPE_CALL -> 8;
      case TYPE_DATA_32, TYPE_DESCRIPTION_32 -> 4;
      default -> 0;
    };
  }
}
