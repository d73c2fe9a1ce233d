package io.bpfledger.kernel.elf;

import io.bpfledger.kernel.MapType;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Decodes the structure type that declares a map.
 *
 * <p>Numbers are the lengths of arrays that the members point to, or the values of enumerations;
 * types are what members point to.
 */
final class BtfMapDeclaration {

  private static final long PINNED_BY_NAME = 1;
  private static final int ID_BYTES = 4;

  private final Btf btf;
  private final int structure;

  private long type;
  private long keySize;
  private long valueSize;
  private long maxEntries;
  private long flags;
  private long extra;
  private long pinning;
  private Optional<String> keyType = Optional.empty();
  private Optional<String> valueType = Optional.empty();
  private OptionalInt inner = OptionalInt.empty();
  private OptionalInt valuesOffset = OptionalInt.empty();

  private BtfMapDeclaration(Btf btf, int structure) {
    this.btf = btf;
    this.structure = structure;
  }

  static BtfMapDeclaration read(Btf btf, int structure) throws ElfRejected {
    if (btf.kind(structure) != BtfKind.STRUCT) {
      throw btf.rejected(structure, "a map that is not declared by a structure");
    }
    int members = btf.entries(structure);
    if (members > ElfLimits.MAP_FIELDS) {
      throw btf.rejected(
          structure, "a map of " + members + " members, the limit is " + ElfLimits.MAP_FIELDS);
    }
    BtfMapDeclaration declaration = new BtfMapDeclaration(btf, structure);
    for (int i = 0; i < members; i++) {
      declaration.readMember(i);
    }
    if (declaration.type == 0) {
      throw btf.rejected(structure, "a map without a type");
    }
    return declaration;
  }

  MapShape shape() {
    MapType known = MapType.numbered((int) type).orElse(MapType.UNSPECIFIED);
    // Their values are records of any size. The type that some declare is for people to read.
    boolean ring = known == MapType.RINGBUF || known == MapType.USER_RINGBUF;
    return new MapShape(
        (int) type,
        ring ? 0 : (int) keySize,
        ring ? 0 : (int) valueSize,
        (int) maxEntries,
        (int) flags,
        extra,
        keyType,
        valueType);
  }

  boolean pinnedByName() {
    return pinning == PINNED_BY_NAME;
  }

  /** The type that declares the maps which are its values. */
  OptionalInt inner() {
    return inner;
  }

  /** Where in the structure the initial values start. */
  OptionalInt valuesOffset() {
    return valuesOffset;
  }

  private void readMember(int index) throws ElfRejected {
    int member = btf.memberType(structure, index);
    switch (btf.entryName(structure, index)) {
      case "type" -> type = number(member);
      case "key_size" -> keySize = agreed("key", keySize, number(member));
      case "value_size" -> valueSize = agreed("value", valueSize, number(member));
      case "max_entries" -> maxEntries = number(member);
      case "map_flags" -> flags = number(member);
      case "map_extra" -> extra = wideNumber(member);
      case "pinning" -> pinning = pinning(number(member));
      case "key" -> {
        int pointed = pointed(member);
        keySize = agreed("key", keySize, btf.valueSize(pointed));
        keyType = Optional.of(BtfNames.of(btf, pointed));
      }
      case "value" -> {
        int pointed = pointed(member);
        valueSize = agreed("value", valueSize, btf.valueSize(pointed));
        valueType = Optional.of(BtfNames.of(btf, pointed));
      }
      case "values" -> readValues(member, btf.memberBits(structure, index));
      default -> {
        // numa_node, and what newer loaders may know.
      }
    }
  }

  private long pinning(long number) throws ElfRejected {
    if (number > PINNED_BY_NAME) {
      throw btf.rejected(structure, "unknown pinning " + number);
    }
    return number;
  }

  /** Values are an array of pointers: to the structure that declares inner maps, or to programs. */
  private void readValues(int member, long bits) throws ElfRejected {
    int array = btf.resolved(member);
    if (btf.kind(array) != BtfKind.ARRAY || bits % Byte.SIZE != 0) {
      throw btf.rejected(structure, "values that are no array of pointers");
    }
    int pointed = pointed(btf.arrayElement(array));
    if (btf.kind(pointed) != BtfKind.PROTOTYPE) {
      inner = OptionalInt.of(btf.resolved(pointed));
    }
    valueSize = agreed("value", valueSize, ID_BYTES);
    valuesOffset = OptionalInt.of((int) (bits / Byte.SIZE));
  }

  private int pointed(int member) throws ElfRejected {
    int pointer = btf.resolved(member);
    if (btf.kind(pointer) != BtfKind.POINTER) {
      throw btf.rejected(structure, "a member that should be a pointer");
    }
    return btf.referred(pointer);
  }

  private long number(int member) throws ElfRejected {
    long number = wideNumber(member);
    if (number >>> Integer.SIZE != 0) {
      throw btf.rejected(structure, Long.toUnsignedString(number) + " is too large a number");
    }
    return number;
  }

  private long wideNumber(int member) throws ElfRejected {
    int resolved = btf.resolved(member);
    BtfKind kind = btf.kind(resolved);
    if ((kind == BtfKind.ENUM || kind == BtfKind.ENUM64) && btf.entries(resolved) > 0) {
      return btf.enumValue(resolved, 0);
    }
    int array = btf.resolved(pointed(member));
    if (btf.kind(array) != BtfKind.ARRAY) {
      throw btf.rejected(structure, "a number that is not the length of an array");
    }
    return btf.arrayLength(array);
  }

  private long agreed(String what, long before, long now) throws ElfRejected {
    if (before != 0 && before != now) {
      throw btf.rejected(structure, what + " sizes of " + before + " and of " + now);
    }
    return now;
  }
}
