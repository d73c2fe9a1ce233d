package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BtfTest {

  private final BtfBuilder types = new BtfBuilder();

  @Test
  void sizesAreThoseOfValuesBehindNamesAndQualifiers() throws ElfRejected {
    int integer = types.integer("int", 4);
    int named = types.typedef("number", types.type(BtfKind.CONST, "", 0, integer));
    int rows = types.array(types.array(named, 3), 2);
    int pointers = types.array(types.pointer(integer), 5);
    Btf btf = read();

    assertThat(btf.valueSize(named)).isEqualTo(4);
    assertThat(btf.valueSize(rows)).isEqualTo(24);
    assertThat(btf.valueSize(pointers)).isEqualTo(40);
  }

  @Test
  void typesAreNamedAsInTheirSource() throws ElfRejected {
    int integer = types.integer("int", 4);
    int structure = types.structure("flow", "source", integer);
    int anonymous = types.structure("", "source", integer);
    int rows = types.array(types.array(types.pointer(structure), 3), 2);
    int function = types.pointer(types.type(BtfKind.PROTOTYPE, "", 0, integer));
    Btf btf = read();

    assertThat(BtfNames.of(btf, structure)).isEqualTo("struct flow");
    assertThat(BtfNames.of(btf, anonymous)).isEqualTo("struct {...}");
    assertThat(BtfNames.of(btf, rows)).isEqualTo("struct flow *[2][3]");
    assertThat(BtfNames.of(btf, function)).isEqualTo("function pointer");
    assertThat(BtfNames.of(btf, 0)).isEqualTo("void");
  }

  @Test
  void aValueOfVoidOrOfAFunctionHasNoSize() throws ElfRejected {
    int prototype = types.type(BtfKind.PROTOTYPE, "", 0, 0);
    int forward = types.type(BtfKind.FORWARD, "later", 0, 0);
    int named = types.typedef("nothing", 0);
    Btf btf = read();

    for (int type : new int[] {prototype, forward, named}) {
      assertThatThrownBy(() -> btf.valueSize(type))
          .isInstanceOf(ElfRejected.class)
          .hasMessageContaining("no size");
    }
  }

  @Test
  void sizesThatOverflowAreRejected() throws ElfRejected {
    int integer = types.integer("int", 4);
    int large = types.array(types.array(types.array(integer, -1), -1), -1);
    Btf btf = read();

    assertThatThrownBy(() -> btf.valueSize(large))
        .isInstanceOf(ElfRejected.class)
        .hasMessageContaining("2 GiB");
  }

  @Test
  void aTypeDefinitionOfItselfIsRejected() {
    types.typedef("endless", 1);
    assertRejected("contains itself");
  }

  @Test
  void aStructureThatContainsItselfIsRejected() {
    types.structure("endless", "first", 2);
    types.array(1, 1);
    assertRejected("contains itself");
  }

  @Test
  void aStructureThatPointsToItselfIsAList() throws ElfRejected {
    types.structure("list", "next", 2);
    types.pointer(1);
    assertThat(read().valueSize(1)).isEqualTo(8);
  }

  @Test
  void typesAsDeepAsTheKernelTakesAreReadAndDeeperOnesRejected() throws ElfRejected {
    int type = types.integer("int", 4);
    for (int i = 0; i < ElfLimits.BTF_DEPTH; i++) {
      type = types.typedef("level", type);
    }
    assertThat(read().valueSize(type)).isEqualTo(4);

    types.typedef("level", type);
    assertRejected("too deep");
  }

  @Test
  void deepTypesAreRejectedInWhateverOrderTheyCome() {
    for (int i = 0; i <= ElfLimits.BTF_DEPTH; i++) {
      types.typedef("level", i + 2);
    }
    types.integer("int", 4);
    assertRejected("too deep");
  }

  @Test
  void numbersOfTypesOutOfRangeAreRejectedWhereverTheyAre() {
    for (int[] words :
        new int[][] {
          {BtfKind.TYPEDEF.number(), 0, 9},
          {BtfKind.ARRAY.number(), 0, 0, 9, 0, 1},
          {BtfKind.ARRAY.number(), 0, 0, 0, 9, 1},
          {BtfKind.STRUCT.number(), 1, 8, 0, 9, 0},
          {BtfKind.PROTOTYPE.number(), 1, 0, 0, 9},
          {BtfKind.PROTOTYPE.number(), 0, 9},
          {BtfKind.VARIABLE.number(), 0, 9, 0},
          {BtfKind.DATA_SECTION.number(), 1, 0, 9, 0, 0},
          {BtfKind.DECLARATION_TAG.number(), 0, 9, 0},
        }) {
      assertRejected(one(words), "type 9 of 1");
    }
  }

  @Test
  void stringsOutOfRangeAreRejectedWhereverTheyAre() {
    for (int[] words :
        new int[][] {
          {BtfKind.STRUCT.number(), 1, 8, 77, 0, 0},
          {BtfKind.ENUM.number(), 1, 4, 77, 0},
          {BtfKind.ENUM64.number(), 1, 8, 77, 0, 0},
          {BtfKind.PROTOTYPE.number(), 1, 0, 77, 0},
        }) {
      assertRejected(one(words), "string 77 of 1 bytes");
    }
    BtfBuilder named = new BtfBuilder();
    named.typeOfNumber(BtfKind.FLOAT.number(), 77, 0, 8);
    assertRejected(named, "string 77 of 1 bytes");
  }

  @Test
  void kindsThatNobodyKnowsAreRejected() {
    for (int kind : new int[] {0, 20, 31}) {
      BtfBuilder unknown = new BtfBuilder();
      unknown.typeOfNumber(kind, 0, 0, 0);
      assertRejected(unknown, "unknown kind of type " + kind);
    }
  }

  @Test
  void aFunctionOfAnotherTypeThanAPrototypeIsRejected() {
    types.type(BtfKind.FUNCTION, "run", 0, types.integer("int", 4));
    assertRejected("a function without a prototype");
  }

  @Test
  void entriesBehindTheEndAreRejected() {
    types.typeOfNumber(BtfKind.STRUCT.number(), 0, 0xffff, 0);
    assertRejected("ends outside of the types");
  }

  /** Found by the fuzz test: they ran past the table of types. */
  @Test
  void fewerBytesThanOneTypeAreRejected() {
    types.integer("int", 4);
    byte[] bytes = types.build();
    bytes[12] = 8;

    assertThatThrownBy(() -> Btf.read(ElfBytes.ofFile(bytes))).isInstanceOf(ElfRejected.class);
  }

  @Test
  void everyTruncationIsRejected() throws ElfRejected {
    types.structure("flow", "source", types.integer("int", 4));
    byte[] whole = types.build();
    assertThat(Btf.read(ElfBytes.ofFile(whole)).count()).isEqualTo(2);

    for (int size = 0; size < whole.length; size++) {
      byte[] part = Arrays.copyOf(whole, size);
      assertThatThrownBy(() -> Btf.read(ElfBytes.ofFile(part))).isInstanceOf(ElfRejected.class);
    }
  }

  private static BtfBuilder one(int... words) {
    BtfBuilder builder = new BtfBuilder();
    builder.typeOfNumber(
        words[0], 0, words[1], words[2], Arrays.copyOfRange(words, 3, words.length));
    return builder;
  }

  private Btf read() throws ElfRejected {
    return Btf.read(ElfBytes.ofFile(types.build()));
  }

  private void assertRejected(String reason) {
    assertRejected(types, reason);
  }

  private static void assertRejected(BtfBuilder types, String reason) {
    byte[] bytes = types.build();
    assertThatThrownBy(() -> Btf.read(ElfBytes.ofFile(bytes)))
        .isInstanceOf(ElfRejected.class)
        .hasMessageContaining(reason);
  }
}
