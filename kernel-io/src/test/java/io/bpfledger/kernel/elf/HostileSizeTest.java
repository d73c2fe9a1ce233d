package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ObjectBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/**
 * Files as large as the limits let them be, made to be slow. The probe fails for more than a second
 * or more memory than its bound; here is only said whether they are read.
 */
class HostileSizeTest {

  private static final String LONGEST_NAME = "n".repeat(ElfLimits.NAME_LENGTH);
  private static final int NAMES = ElfLimits.NAME_LENGTH;

  private final ObjectBuilder object = new ObjectBuilder();
  private final BtfBuilder types = new BtfBuilder();

  @Test
  void theMostSectionsWithTheLongestNames() {
    for (int i = 0; i < ElfLimits.SECTIONS - 3; i++) {
      object.data(LONGEST_NAME, new byte[1]);
    }
    assertAccepted();
  }

  @Test
  void oneSectionTooMany() {
    for (int i = 0; i < ElfLimits.SECTIONS - 2; i++) {
      object.data("one", new byte[0]);
    }
    assertRejected("4097 sections, the limit is 4096");
  }

  @Test
  void theMostSymbolsWithTheLongestNames() {
    int section = object.data("section", new byte[8]);
    int longest = object.nameOffset(LONGEST_NAME);
    for (int i = 1; i < ElfLimits.SYMBOLS; i++) {
      object.symbol(longest, ElfSymbol.TYPE_OBJECT, section, 0, 8);
    }
    assertAccepted();
  }

  @Test
  void oneSymbolTooMany() {
    for (int i = 0; i < ElfLimits.SYMBOLS; i++) {
      object.symbol(0, ElfSymbol.TYPE_NONE, 0, 0, 0);
    }
    assertRejected("65537 symbols, the limit is 65536");
  }

  @Test
  void theMostRelocationsInTheWrongOrder() {
    int instructions = 1 << 17;
    int code = object.code("xdp", instructions);
    object.symbol("program", ElfSymbol.TYPE_FUNCTION, code, 0, instructions * 8L);
    long[][] relocations = new long[ElfLimits.RELOCATIONS][];
    for (int i = 0; i < relocations.length; i++) {
      long offset = (instructions - 2 - i % (instructions - 2)) * 8L;
      relocations[i] = new long[] {offset, ElfRelocation.TYPE_LOAD, 0};
    }
    object.relocations(code, relocations);
    assertAccepted();
  }

  @Test
  void theMostFunctionsOnTheSameCodeAndRelocations() {
    int instructions = 1 << 16;
    int code = object.code(".text", instructions);
    for (int i = 0; i < ElfLimits.FUNCTIONS; i++) {
      object.symbol("f" + i, ElfSymbol.TYPE_FUNCTION, code, 0, instructions * 8L);
    }
    long[][] relocations = new long[instructions][];
    for (int i = 0; i < relocations.length; i++) {
      relocations[i] = new long[] {i * 8L, ElfRelocation.TYPE_CALL, 1};
    }
    object.relocations(code, relocations);
    assertAccepted();
  }

  @Test
  void theMostProgramsWithTheDeepestCalls() {
    ByteBuffer calls = ByteBuffer.allocate(8 * 16_000).order(ByteOrder.LITTLE_ENDIAN);
    while (calls.hasRemaining()) {
      calls.put((byte) 0x85).put((byte) 0x10).putShort((short) 0).putInt(0);
    }
    calls.put(calls.capacity() - 8, (byte) 0x95);
    int code =
        object.section(
            "xdp",
            ElfSection.TYPE_PROGBITS,
            ElfSection.FLAG_ALLOCATED | ElfSection.FLAG_EXECUTABLE,
            calls.array());
    int functions = calls.capacity() / 8;
    for (int i = 0; i < ElfLimits.PROGRAMS; i++) {
      object.symbol("p" + i, ElfSymbol.TYPE_FUNCTION, code, i * 8L, 8);
    }
    int text = object.code(".text", functions);
    for (int i = 0; i < functions - ElfLimits.PROGRAMS; i++) {
      object.symbol("f" + i, ElfSymbol.TYPE_FUNCTION, text, i * 8L, 8);
    }
    assertAccepted();
  }

  @Test
  void oneProgramTooMany() {
    int code = object.code("xdp", 1);
    for (int i = 0; i <= ElfLimits.PROGRAMS; i++) {
      object.symbol("p" + i, ElfSymbol.TYPE_FUNCTION, code, 0, 8);
    }
    assertRejected("more than 1024 programs");
  }

  @Test
  void theMostTypesInTheDeepestChains() {
    int integer = types.integer("int", 4);
    int type = integer;
    for (int i = 2; i <= 1_000_000; i++) {
      type = types.type(BtfKind.CONST, "", 0, i % ElfLimits.BTF_DEPTH == 0 ? integer : type);
    }
    object.data(".BTF", types.build());
    assertAccepted();
  }

  @Test
  void oneTypeTooMany() {
    for (int i = 0; i <= ElfLimits.BTF_TYPES; i++) {
      types.typeOfNumber(BtfKind.POINTER.number(), 0, 0, 0);
    }
    object.data(".BTF", types.build());
    assertRejected("more than 1048575 types");
  }

  @Test
  void structuresThatContainEachOtherManyTimes() {
    Object[] members = new Object[2 * 30_000];
    types.integer("int", 4);
    for (int level = 0; level < ElfLimits.BTF_DEPTH - 1; level++) {
      for (int i = 0; i < members.length; i += 2) {
        members[i] = "";
        members[i + 1] = level + 1;
      }
      types.structure("level", members);
    }
    object.data(".BTF", types.build());
    assertAccepted();
  }

  /** Each map had the names of its members decoded anew, 470 bytes for a byte of the file. */
  @Test
  void theMostMapsOfOneDeclarationWithTheMostMembers() {
    Object[] members = new Object[2 * ElfLimits.MAP_FIELDS];
    int number = types.number(MapType.HASH.number());
    for (int i = 0; i < members.length; i += 2) {
      members[i] = i == 0 ? "type" : LONGEST_NAME;
      members[i + 1] = number;
    }
    int map = types.structure("", members);
    int[] variables = new int[ElfLimits.MAPS];
    for (int i = 0; i < variables.length; i++) {
      variables[i] = types.variable("map" + i, map);
    }
    types.dataSection(".maps", 8, variables);
    object.data(".maps", new byte[8 * ElfLimits.MAPS]);
    object.data(".BTF", types.build());
    assertAccepted();
  }

  @Test
  void oneMapTooMany() {
    int maps = object.data("maps", new byte[20]);
    for (int i = 0; i <= ElfLimits.MAPS; i++) {
      object.symbol("m" + i, ElfSymbol.TYPE_OBJECT, maps, 0, 20);
    }
    assertRejected("more than 1024 maps");
  }

  @Test
  void theMostGlobalsOfTheLongestTypes() {
    int type = types.structure(LONGEST_NAME);
    for (int i = 0; i < ElfLimits.BTF_DEPTH - 2; i++) {
      type = types.array(type, -1);
    }
    int name = types.string(LONGEST_NAME);
    int[] variables = new int[ElfLimits.GLOBALS];
    for (int i = 0; i < variables.length; i++) {
      int own = types.type(BtfKind.CONST, "", 0, type);
      variables[i] = types.typeOfNumber(BtfKind.VARIABLE.number(), name, 0, own, 1);
    }
    types.dataSection(".data", 8, variables);
    object.data(".data", new byte[8 * ElfLimits.GLOBALS]);
    object.data(".BTF", types.build());
    assertAccepted();
  }

  @Test
  void theMostInnerMapsWithTheLongestMemberNames() {
    int number = types.number(MapType.HASH.number());
    int longest = types.string(LONGEST_NAME);
    int typeName = types.string("type");
    int[] variables = new int[ElfLimits.MAPS];
    for (int i = 0; i < variables.length; i++) {
      int[] words = new int[3 * ElfLimits.MAP_FIELDS];
      for (int j = 0; j < words.length; j += 3) {
        words[j] = j == 0 ? typeName : longest;
        words[j + 1] = number;
      }
      int map = types.type(BtfKind.STRUCT, "", ElfLimits.MAP_FIELDS, 8, words);
      variables[i] = types.variable("map" + i, map);
    }
    types.dataSection(".maps", 8, variables);
    object.data(".maps", new byte[8 * ElfLimits.MAPS]);
    object.data(".BTF", types.build());
    assertAccepted();
  }

  @Test
  void oneGlobalTooMany() {
    int data = object.data(".data", new byte[8]);
    for (int i = 0; i <= ElfLimits.GLOBALS; i++) {
      object.symbol("g" + i, ElfSymbol.TYPE_OBJECT, data, 0, 8);
    }
    assertRejected("more than 16384 variables");
  }

  @Test
  void theMostSourceLines() {
    types.integer("int", 4);
    int records = 900_000;
    int bytes = 4 + 8 + records * 16;
    ByteBuffer extension = ByteBuffer.allocate(32 + bytes).order(ByteOrder.LITTLE_ENDIAN);
    extension.putShort((short) 0xeb9f).put((byte) 1).put((byte) 0).putInt(32);
    extension.putInt(16, 0).putInt(20, bytes);
    extension.putInt(32, 16).putInt(36, 0).putInt(40, records);
    object.data(".BTF", types.build());
    object.data(".BTF.ext", extension.array());
    assertAccepted();
  }

  @Test
  void namesThatNeverEnd() {
    int offset = object.nameOffset("n".repeat(1 << 20));
    for (int i = 0; i < 1_000; i++) {
      object.symbol(offset + i, ElfSymbol.TYPE_NONE, 0, 0, 0);
    }
    assertRejected("a name does not end within " + NAMES + " bytes");
  }

  @Test
  void sectionsOfZerosThatCostTheFileNothing() {
    for (int i = 0; i < 16; i++) {
      object.zero(".bss." + i, ElfLimits.ZERO_BYTES);
    }
    assertAccepted();
  }

  @Test
  void aFileOfNothingButHeaders() {
    byte[] bytes = Arrays.copyOf(object.buildBytes(), ElfLimits.FILE_BYTES);
    assertThat(InspectionProbe.inspect(ObjectBytes.copyOf(bytes)).inspection()).isPresent();
  }

  private void assertAccepted() {
    assertThat(InspectionProbe.inspect(object.build()).rejection()).isEmpty();
  }

  private void assertRejected(String reason) {
    assertThat(InspectionProbe.inspect(object.build()).rejection().orElseThrow())
        .hasMessageContaining(reason);
  }
}
