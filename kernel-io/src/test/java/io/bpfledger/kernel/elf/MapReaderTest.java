package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.MapType;
import org.junit.jupiter.api.Test;

class MapReaderTest {

  private static final int HASH = MapType.HASH.number();

  private final BtfBuilder types = new BtfBuilder();

  @Test
  void whatIsNotDeclaredIsZero() throws ElfRejected {
    MapDefinition map = read(types.structure("", "type", types.number(HASH)));

    assertThat(map.shape().type()).contains(MapType.HASH);
    assertThat(map.shape().maxEntries()).isZero();
    assertThat(map.pinnedByName()).isFalse();
  }

  @Test
  void membersThatNobodyKnowsAreLeftAlone() throws ElfRejected {
    int map = types.structure("", "type", types.number(HASH), "new_in_linux_9", types.number(1));

    assertThat(read(map).shape().type()).contains(MapType.HASH);
  }

  @Test
  void typesNewerThanTheTableKeepTheirNumber() throws ElfRejected {
    MapShape shape = read(types.structure("", "type", types.number(77))).shape();

    assertThat(shape.type()).isEmpty();
    assertThat(shape.typeNumber()).isEqualTo(77);
  }

  @Test
  void aMapWithoutATypeIsRejected() {
    assertRejected(types.structure("", "max_entries", types.number(1)), "a map without a type");
  }

  @Test
  void aSizeAndATypeThatDisagreeAreRejected() {
    int key = types.pointer(types.integer("long", 8));
    int map =
        types.structure("", "type", types.number(HASH), "key_size", types.number(4), "key", key);

    assertRejected(map, "key sizes of 4 and of 8");
  }

  @Test
  void aKeyOfATypeWithoutASizeIsRejected() {
    int map = types.structure("", "type", types.number(HASH), "key", types.pointer(0));

    assertRejected(map, "no size");
  }

  @Test
  void numbersThatAreNotLengthsOfArraysAreRejected() {
    int pointer = types.pointer(types.integer("int", 4));

    assertRejected(types.structure("", "type", pointer), "not the length");
  }

  @Test
  void membersThatPointToNothingAreRejected() {
    assertRejected(
        types.structure("", "type", types.integer("int", 4)), "a member that should be a pointer");
  }

  @Test
  void pinningThatNobodyKnowsIsRejected() {
    int map = types.structure("", "type", types.number(HASH), "pinning", types.number(2));

    assertRejected(map, "unknown pinning 2");
  }

  @Test
  void innerMapsInInnerMapsAreRejected() {
    int innermost = types.structure("", "type", types.number(HASH));
    int inner = types.structure("", "type", types.number(HASH), "values", pointers(innermost));
    int map = types.structure("", "type", types.number(HASH), "values", pointers(inner));

    assertRejected(map, "an inner map with values of its own");
  }

  @Test
  void valuesThatAreNoArrayOfPointersAreRejected() {
    int map = types.structure("", "type", types.number(HASH), "values", types.integer("int", 4));

    assertRejected(map, "no array of pointers");
  }

  @Test
  void aMapOfItselfIsRejected() {
    int number = types.number(HASH);
    int pointers = types.array(types.pointer(number + 3), 0);

    assertThat(types.structure("", "type", number, "values", pointers)).isEqualTo(number + 3);
    assertRejected(number + 3, "an inner map with values of its own");
  }

  @Test
  void innerMapsThatAskToBePinnedAreRejected() {
    int inner = types.structure("", "type", types.number(HASH), "pinning", types.number(1));
    int map = types.structure("", "type", types.number(HASH), "values", pointers(inner));

    assertRejected(map, "an inner map asks to be pinned");
  }

  @Test
  void aMapOfMoreMembersThanTheLimitIsRejected() {
    Object[] members = new Object[(ElfLimits.MAP_FIELDS + 1) * 2];
    for (int i = 0; i < members.length; i += 2) {
      members[i] = "max_entries";
      members[i + 1] = types.number(1);
    }
    assertRejected(types.structure("", members), "the limit is " + ElfLimits.MAP_FIELDS);
  }

  @Test
  void aMapThatIsNoStructureIsRejected() {
    assertRejected(types.integer("int", 4), "not declared by a structure");
  }

  @Test
  void mapsOfOneNameAreRejected() {
    int map = types.structure("", "type", types.number(HASH));
    types.dataSection(".maps", 8, types.variable("twin", map), types.variable("twin", map));

    assertRejected(object(16), "a second map twin");
  }

  @Test
  void mapsOutsideOfTheirSectionAreRejected() {
    int map = types.structure("", "type", types.number(HASH));
    types.dataSection(".maps", 32, types.variable("outside", map));

    assertRejected(object(16), "a variable ends outside of .maps: outside");
  }

  @Test
  void mapsDeclaredByBtfNeedIt() {
    ObjectBuilder object = new ObjectBuilder();
    object.data(".maps", new byte[8]);

    assertRejected(object, "maps that BTF declares, but no BTF");
  }

  @Test
  void firstValuesOfAMapThatHasNoneAreRejected() {
    int map = types.structure("", "type", types.number(HASH));
    types.dataSection(".maps", 16, types.variable("map", map));
    ObjectBuilder object = object(16);
    int function = object.symbol("function", ElfSymbol.TYPE_FUNCTION, object.code("xdp", 1), 0, 8);
    object.relocations(1, new long[][] {{8, ElfRelocation.TYPE_DATA_64, function}});

    assertRejected(object, "no place for a value of map");
  }

  @Test
  void mapsOfPlainNumbersNeedFiveOfThem() {
    ObjectBuilder object = new ObjectBuilder();
    int section = object.data("maps", new byte[20]);
    object.symbol("short", ElfSymbol.TYPE_OBJECT, section, 0, 16);

    assertRejected(object, "a map declared by 16 bytes");
  }

  private int pointers(int type) {
    return types.array(types.pointer(type), 0);
  }

  private MapDefinition read(int map) throws ElfRejected {
    types.dataSection(".maps", 8, types.variable("map", map));
    return ObjectInspection.of(object(8).build()).map("map").orElseThrow();
  }

  private ObjectBuilder object(int size) {
    ObjectBuilder object = new ObjectBuilder();
    object.data(".maps", new byte[size]);
    object.data(".BTF", types.build());
    return object;
  }

  private void assertRejected(int map, String reason) {
    types.dataSection(".maps", 8, types.variable("map", map));
    assertRejected(object(8), reason);
  }

  private static void assertRejected(ObjectBuilder object, String reason) {
    assertThatThrownBy(() -> ObjectInspection.of(object.build()))
        .isInstanceOf(ElfRejected.class)
        .hasMessageContaining(reason);
  }
}
