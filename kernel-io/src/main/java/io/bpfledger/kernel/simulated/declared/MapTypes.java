package io.bpfledger.kernel.simulated.declared;

import io.bpfledger.kernel.MapSpec;
import java.util.Collection;
import java.util.List;

/**
 * The BTF that declares maps: each a struct whose members are pointers to arrays, of which the
 * number of elements is the value, as the macro {@code __uint} makes them.
 */
final class MapTypes {

  /** A map of the object, and whether it is pinned by its name. */
  record DeclaredMap(MapSpec spec, boolean pinnedByName) {

    private List<Member> members() {
      Member type = new Member("type", spec.type().number());
      Member keySize = new Member("key_size", spec.keySize());
      Member valueSize = new Member("value_size", spec.valueSize());
      Member maxEntries = new Member("max_entries", spec.maxEntries());
      Member flags = new Member("map_flags", spec.flags());
      Member pinning = new Member("pinning", pinnedByName ? 1 : 0);
      return List.of(type, keySize, valueSize, maxEntries, flags, pinning);
    }

    /** What the struct takes in the section. */
    int bytes() {
      return members().size() * Long.BYTES;
    }
  }

  private record Member(String name, int value) {}

  private static final int MAGIC = 0xeb9f;
  private static final int HEADER_BYTES = 24;
  private static final int KIND_INT = 1;
  private static final int KIND_POINTER = 2;
  private static final int KIND_ARRAY = 3;
  private static final int KIND_STRUCT = 4;
  private static final int KIND_VARIABLE = 14;
  private static final int KIND_SECTION = 15;
  private static final int INT = 1;
  private static final int SIGNED_32_BITS = 1 << 24 | 32;

  private final Names names = new Names();
  private final Bytes types = new Bytes();
  private int lastType;

  private MapTypes() {}

  static byte[] describe(Collection<DeclaredMap> maps) {
    MapTypes btf = new MapTypes();
    btf.type("int", KIND_INT, 0, Integer.BYTES);
    btf.types.u32(SIGNED_32_BITS);
    Bytes variables = new Bytes();
    int offset = 0;
    for (DeclaredMap map : maps) {
      int variable = btf.variable(map);
      variables.u32(variable).u32(offset).u32(map.bytes());
      offset += map.bytes();
    }
    if (!maps.isEmpty()) {
      btf.type(".maps", KIND_SECTION, maps.size(), offset);
      btf.types.raw(variables.toByteArray());
    }
    return btf.file();
  }

  private int variable(DeclaredMap map) {
    List<Member> members = map.members();
    int[] pointers = new int[members.size()];
    for (int at = 0; at < pointers.length; at++) {
      pointers[at] = pointer(members.get(at).value());
    }
    int struct = type("", KIND_STRUCT, members.size(), map.bytes());
    for (int at = 0; at < pointers.length; at++) {
      types.u32(names.offset(members.get(at).name())).u32(pointers[at]).u32(at * Long.SIZE);
    }
    int variable = type(map.spec().name(), KIND_VARIABLE, 0, struct);
    types.u32(1); // global
    return variable;
  }

  private int pointer(int elements) {
    int array = type("", KIND_ARRAY, 0, 0);
    types.u32(INT).u32(INT).u32(elements);
    return type("", KIND_POINTER, 0, array);
  }

  private int type(String name, int kind, int length, int sizeOrType) {
    types.u32(names.offset(name)).u32(kind << 24 | length).u32(sizeOrType);
    lastType++;
    return lastType;
  }

  private byte[] file() {
    byte[] text = names.toByteArray();
    return new Bytes()
        .u16(MAGIC)
        .u8(1)
        .u8(0)
        .u32(HEADER_BYTES)
        .u32(0)
        .u32(types.size())
        .u32(types.size())
        .u32(text.length)
        .raw(types.toByteArray())
        .raw(text)
        .toByteArray();
  }
}
