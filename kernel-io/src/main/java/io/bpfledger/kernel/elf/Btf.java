package io.bpfledger.kernel.elf;

/**
 * The types of an object, by their numbers. Type 0 is void.
 *
 * <p>All types have been walked once ({@link BtfCheck}): every number of a type and every offset of
 * a string in them is in bounds, and no type contains itself. Only what somebody asks for is
 * decoded.
 */
final class Btf {

  static final int TYPE_BYTES = 12;

  private final ElfBytes types;
  private final ElfBytes strings;

  /** Where each type starts; the first is not used. */
  private final int[] starts;

  private final int count;

  private Btf(ElfBytes types, ElfBytes strings, int[] starts, int count) {
    this.types = types;
    this.strings = strings;
    this.starts = starts;
    this.count = count;
  }

  static Btf read(ElfBytes section) throws ElfRejected {
    BtfHeader header = BtfHeader.read(section);
    ElfBytes types = header.part(section, ".BTF types", 8);
    ElfBytes strings = header.part(section, ".BTF strings", 16);
    if ((types.fileOffset() - section.fileOffset()) % 4 != 0 || types.size() % 4 != 0) {
      throw types.rejected(0, "the types are not aligned to four bytes");
    }
    if (types.fileOffset() + types.size() > strings.fileOffset()) {
      throw types.rejected(0, "the types do not end before the strings");
    }
    if (strings.size() == 0
        || strings.unsigned8(0) != 0
        || strings.unsigned8(strings.size() - 1L) != 0) {
      throw strings.rejected(0, "the strings do not start and end with a zero byte");
    }
    int[] starts = new int[types.size() / TYPE_BYTES + 1];
    int count = 0;
    int at = 0;
    while (at < types.size()) {
      int bytes = bytes(types, at);
      count++;
      if (count > ElfLimits.BTF_TYPES) {
        throw types.rejected(at, "more than " + ElfLimits.BTF_TYPES + " types");
      }
      starts[count] = at;
      at += bytes;
    }
    Btf btf = new Btf(types, strings, starts, count);
    new BtfCheck(btf).check();
    return btf;
  }

  /** The number of types, void not counted. */
  int count() {
    return count;
  }

  BtfKind kind(int type) throws ElfRejected {
    return type == 0 ? BtfKind.VOID : kindAt(types, start(type));
  }

  /** The name; empty for a type without one. */
  String name(int type) throws ElfRejected {
    return type == 0 ? "void" : strings.name(types.unsigned32(start(type)));
  }

  /** How many entries a type has. */
  int entries(int type) throws ElfRejected {
    return types.unsigned16(start(type) + 4L);
  }

  /** The size in bytes of a type of a sized kind. */
  long size(int type) throws ElfRejected {
    return types.unsigned32(start(type) + 8L);
  }

  /** The type that a type of a referring kind refers to. */
  int referred(int type) throws ElfRejected {
    return checkedType(start(type) + 8L);
  }

  int arrayElement(int type) throws ElfRejected {
    return checkedType(start(type) + (long) TYPE_BYTES);
  }

  int arrayIndex(int type) throws ElfRejected {
    return checkedType(start(type) + TYPE_BYTES + 4L);
  }

  long arrayLength(int type) throws ElfRejected {
    return types.unsigned32(start(type) + TYPE_BYTES + 8L);
  }

  /** Where an entry starts in the types. */
  long entry(int type, int index) throws ElfRejected {
    BtfKind kind = kind(type);
    return start(type) + TYPE_BYTES + kind.fixedBytes() + (long) index * kind.entryBytes();
  }

  String entryName(int type, int index) throws ElfRejected {
    return strings.name(types.unsigned32(entry(type, index)));
  }

  /** The type of a member of a structure or union. */
  int memberType(int type, int index) throws ElfRejected {
    return checkedType(entry(type, index) + 4);
  }

  /** The offset in bits of a member that is no bit field. */
  long memberBits(int type, int index) throws ElfRejected {
    return types.unsigned32(entry(type, index) + 8);
  }

  /** The number behind a name of an enumeration. */
  long enumValue(int type, int index) throws ElfRejected {
    long at = entry(type, index) + 4;
    return kind(type) == BtfKind.ENUM64 ? types.signed64(at) : types.unsigned32(at);
  }

  /** The variable at an index of a data section. */
  BtfVariable variable(int section, int index) throws ElfRejected {
    long at = entry(section, index);
    int variable = checkedType(at);
    return new BtfVariable(
        name(variable),
        kind(variable) == BtfKind.VARIABLE ? referred(variable) : variable,
        types.unsigned32(at + 4),
        types.unsigned32(at + 8));
  }

  /** The type behind type definitions and qualifiers. */
  int resolved(int type) throws ElfRejected {
    int resolved = type;
    while (kind(resolved).alias()) {
      resolved = referred(resolved);
    }
    return resolved;
  }

  /** The size in bytes of a value of the type. */
  int valueSize(int type) throws ElfRejected {
    long size = 1;
    int element = resolved(type);
    while (kind(element) == BtfKind.ARRAY) {
      size = checkedSize(type, size * arrayLength(element));
      element = resolved(arrayElement(element));
    }
    BtfKind kind = kind(element);
    if (kind == BtfKind.POINTER) {
      return checkedSize(type, size * Long.BYTES);
    }
    if (!kind.sized()) {
      throw rejected(type, "a value of it has no size");
    }
    return checkedSize(type, size * size(element));
  }

  ElfRejected rejected(int type, String reason) {
    return types.rejected(starts[type], "type " + type + ": " + reason);
  }

  /** The type number at an offset of the types. */
  int checkedType(long at) throws ElfRejected {
    long type = types.unsigned32(at);
    if (type > count) {
      throw types.rejected(at, "type " + type + " of " + count);
    }
    return (int) type;
  }

  /** Rejects if at an offset of the types there is no offset of a string. */
  void checkString(long at) throws ElfRejected {
    long string = types.unsigned32(at);
    if (string >= strings.size()) {
      throw types.rejected(at, "string " + string + " of " + strings.size() + " bytes");
    }
  }

  /** The string at an offset of the strings, for those that refer to it from elsewhere. */
  ElfBytes strings() {
    return strings;
  }

  int start(int type) {
    return starts[type];
  }

  private int checkedSize(int type, long size) throws ElfRejected {
    if (size > Integer.MAX_VALUE) {
      throw rejected(type, "a value of it has more than 2 GiB");
    }
    return (int) size;
  }

  private static BtfKind kindAt(ElfBytes types, int at) throws ElfRejected {
    int number = (types.signed32(at + 4L) >>> 24) & 0x1f;
    BtfKind kind = BtfKind.numbered(number);
    if (kind == BtfKind.VOID) {
      throw types.rejected(at, "unknown kind of type " + number);
    }
    return kind;
  }

  private static int bytes(ElfBytes types, int at) throws ElfRejected {
    BtfKind kind = kindAt(types, at);
    int bytes = TYPE_BYTES + kind.fixedBytes() + types.unsigned16(at + 4L) * kind.entryBytes();
    if (bytes > types.size() - at) {
      throw types.rejected(at, "the type ends outside of the types");
    }
    return bytes;
  }
}
