package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.ObjectBytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ElfFileTest {

  private static final int SECTION_TABLE_FIELD = 40;
  private static final int SECTION_HEADER_BYTES = 64;

  @Test
  void sectionsSymbolsAndRelocationsOfACompiledObjectAreRead() throws ElfRejected {
    ElfFile elf = ElfFile.read(Corpus.object("counter"));

    ElfSection xdp = elf.section("xdp").orElseThrow();
    assertThat(xdp.executable()).isTrue();
    assertThat(xdp.size()).isEqualTo(336).isEqualTo(xdp.contents().size());
    assertThat(elf.symbols())
        .filteredOn(ElfSymbol::function)
        .extracting(ElfSymbol::name)
        .containsExactlyInAnyOrder("count", "count_packets", "count_ingress", "count_opens");
    assertThat(elf.relocations(xdp))
        .extracting(relocation -> relocation.symbol().name())
        .containsExactly(
            "build_stamp", "sample_rate", "seen", "threshold", "label", "", "flows", "");
    assertThat(elf.relocations(elf.section("license").orElseThrow())).isEmpty();
  }

  @Test
  void aSectionWithoutContentHasASizeButNoBytes() throws ElfRejected {
    ElfSection zero = ElfFile.read(Corpus.object("counter")).section(".bss").orElseThrow();

    assertThat(zero.zero()).isTrue();
    assertThat(zero.size()).isEqualTo(12);
    assertThat(zero.contents().size()).isZero();
  }

  @Test
  void everyTruncationIsRejected() {
    byte[] whole = Corpus.bytes("counter");
    for (int size = 0; size < whole.length; size++) {
      ObjectBytes part = ObjectBytes.copyOf(Arrays.copyOf(whole, size));
      assertThatThrownBy(() -> ElfFile.read(part)).isInstanceOf(ElfRejected.class);
    }
  }

  @Test
  void aFileOverTheLimitIsRejectedUnread() {
    assertRejected(Arrays.copyOf(Corpus.bytes("counter"), ElfLimits.FILE_BYTES + 1), "the limit");
  }

  @Test
  void otherKindsOfFilesAreToldApart() {
    assertRejected(new byte[100], "not an ELF file");
    assertRejected(changed(file -> file.put(4, (byte) 1)), "not a 64-bit object");
    assertRejected(changed(file -> file.put(5, (byte) 2)), "not for a little-endian machine");
    assertRejected(changed(file -> file.putShort(16, (short) 3)), "not a relocatable object");
    assertRejected(changed(file -> file.putShort(18, (short) 62)), "not for BPF but machine 62");
  }

  @Test
  void aRejectionSaysWhichStructureAtWhichOffsetAndWhy() {
    byte[] hostile = changed(file -> file.putLong(SECTION_TABLE_FIELD, -64));

    assertThatThrownBy(() -> ElfFile.read(ObjectBytes.copyOf(hostile)))
        .isInstanceOfSatisfying(
            ElfRejected.class,
            rejected -> {
              assertThat(rejected.structure()).isEqualTo("file");
              assertThat(rejected.offset()).isEqualTo(-64);
              assertThat(rejected.reason()).startsWith("section header table of 1408 bytes");
            });
  }

  @Test
  void offsetsAndSizesThatWouldOverflowAreRejected() {
    for (long hostile : new long[] {Long.MAX_VALUE, Long.MIN_VALUE, -1, 1L << 32, (1L << 32) - 1}) {
      assertRejected(changed(file -> file.putLong(SECTION_TABLE_FIELD, hostile)), "outside");
      assertRejected(sectionChanged("xdp", 24, hostile), "outside");
      assertRejected(sectionChanged("xdp", 32, hostile), "outside");
      assertRejected(sectionChanged(".bss", 32, hostile), "the limit");
      assertRejected(sectionChanged(".symtab", 24, hostile), "outside");
    }
  }

  @Test
  void overlappingSectionsAreRejected() throws ElfRejected {
    ElfFile elf = ElfFile.read(Corpus.object("counter"));
    long text = elf.section(".text").orElseThrow().contents().fileOffset();

    assertRejected(sectionChanged("license", 24, text), "overlaps");
  }

  @Test
  void symbolsOutsideOfTheirSectionAreRejected() throws ElfRejected {
    ElfFile elf = ElfFile.read(Corpus.object("counter"));
    int table = elf.section(".symtab").orElseThrow().contents().fileOffset();
    int function =
        elf.symbols().stream()
            .filter(symbol -> symbol.name().equals("count_packets"))
            .mapToInt(symbol -> table + symbol.index() * 24)
            .findFirst()
            .orElseThrow();

    assertRejected(changed(file -> file.putLong(function + 8, 8)), "outside of its section");
    assertRejected(changed(file -> file.putLong(function + 16, 337)), "outside of its section");
    assertRejected(changed(file -> file.putLong(function + 8, -8)), "outside of its section");
    assertRejected(changed(file -> file.putShort(function + 6, (short) 22)), "section 22 of 22");
    assertRejected(changed(file -> file.putInt(function, 1 << 20)), ".strtab");
  }

  @Test
  void relocationsOutsideOfTheirSectionAreRejected() throws ElfRejected {
    ElfFile elf = ElfFile.read(Corpus.object("counter"));
    int first = elf.section(".relxdp").orElseThrow().contents().fileOffset();

    byte[] outside = changed(file -> file.putLong(first, 336 - 8));
    byte[] symbol = changed(file -> file.putInt(first + 12, 21));

    for (byte[] hostile : new byte[][] {outside, symbol}) {
      ElfFile read = ElfFile.read(ObjectBytes.copyOf(hostile));
      ElfSection xdp = read.section("xdp").orElseThrow();
      assertThatThrownBy(() -> read.relocations(xdp))
          .isInstanceOf(ElfRejected.class)
          .hasMessageStartingWith(".relxdp at offset 0x" + Integer.toHexString(first));
    }
  }

  @Test
  void namesThatATerminalWouldObeyAreRejected() throws ElfRejected {
    int names =
        ElfFile.read(Corpus.object("counter"))
            .section(".strtab")
            .orElseThrow()
            .contents()
            .fileOffset();

    assertRejected(changed(file -> file.put(names + 1, (byte) 0x1b)), "printable ASCII");
  }

  private static byte[] sectionChanged(String section, int field, long value) {
    try {
      int index = ElfFile.read(Corpus.object("counter")).section(section).orElseThrow().index();
      return changed(
          file -> {
            int table = (int) file.getLong(SECTION_TABLE_FIELD);
            file.putLong(table + index * SECTION_HEADER_BYTES + field, value);
          });
    } catch (ElfRejected unexpected) {
      throw new AssertionError(unexpected);
    }
  }

  private static byte[] changed(Consumer<ByteBuffer> change) {
    byte[] bytes = Corpus.bytes("counter");
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  private static void assertRejected(byte[] bytes, String reason) {
    assertThatThrownBy(() -> ElfFile.read(ObjectBytes.copyOf(bytes)))
        .isInstanceOf(ElfRejected.class)
        .hasMessageContaining(reason);
  }
}
