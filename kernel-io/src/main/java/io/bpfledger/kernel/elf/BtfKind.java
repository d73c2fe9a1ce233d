package io.bpfledger.kernel.elf;

/**
 * The kinds of BTF types, in the order of their numbers.
 *
 * <p>A type takes twelve bytes, then a fixed number of bytes, then a number of bytes for each of
 * its entries: members, values, parameters or variables.
 */
@SuppressWarnings("EnumOrdinal") // the order is the numbering of the format
enum BtfKind {
  VOID(0, 0, Third.NOTHING),
  INTEGER(4, 0, Third.SIZE),
  POINTER(0, 0, Third.TYPE),
  ARRAY(12, 0, Third.NOTHING),
  STRUCT(0, 12, Third.SIZE),
  UNION(0, 12, Third.SIZE),
  ENUM(0, 8, Third.SIZE),
  FORWARD(0, 0, Third.NOTHING),
  TYPEDEF(0, 0, Third.TYPE),
  VOLATILE(0, 0, Third.TYPE),
  CONST(0, 0, Third.TYPE),
  RESTRICT(0, 0, Third.TYPE),
  FUNCTION(0, 0, Third.TYPE),
  PROTOTYPE(0, 8, Third.TYPE),
  VARIABLE(4, 0, Third.TYPE),
  DATA_SECTION(0, 12, Third.SIZE),
  FLOAT(0, 0, Third.SIZE),
  DECLARATION_TAG(4, 0, Third.TYPE),
  TYPE_TAG(0, 0, Third.TYPE),
  ENUM64(0, 12, Third.SIZE);

  /** What the third word of a type of this kind is. */
  private enum Third {
    NOTHING,
    SIZE,
    TYPE
  }

  private static final BtfKind[] KINDS = values();

  private final int fixedBytes;
  private final int entryBytes;
  private final Third third;

  BtfKind(int fixedBytes, int entryBytes, Third third) {
    this.fixedBytes = fixedBytes;
    this.entryBytes = entryBytes;
    this.third = third;
  }

  /** The kind with this number; void, which no type in a table is, for numbers that are unknown. */
  static BtfKind numbered(int number) {
    return number < KINDS.length ? KINDS[number] : VOID;
  }

  int number() {
    return ordinal();
  }

  int fixedBytes() {
    return fixedBytes;
  }

  int entryBytes() {
    return entryBytes;
  }

  /** Whether the third word of a type refers to another type. */
  boolean refers() {
    return third == Third.TYPE;
  }

  /** Whether the third word of a type is its size in bytes. */
  boolean sized() {
    return third == Third.SIZE;
  }

  /** Whether a type is another one under a new name or with a qualifier. */
  boolean alias() {
    return switch (this) {
      case TYPEDEF, VOLATILE, CONST, RESTRICT, TYPE_TAG -> true;
      default -> false;
    };
  }
}
