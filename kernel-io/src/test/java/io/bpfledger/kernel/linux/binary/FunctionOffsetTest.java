package io.bpfledger.kernel.linux.binary;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.binary.ElfImage.Symbol;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FunctionOffsetTest {

  private static final int INDIRECT = 10;
  private static final int DATA = 1;

  @TempDir private Path scratch;

  @Test
  void addressOfALibraryBecomesAnOffset() throws IOException {
    ElfImage library = ElfImage.library().dynamicSymbols(Symbol.function("work", 0x1040));

    assertThat(find(library, "work").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x40);
  }

  @Test
  void addressOfAProgramThatIsNotMovedBecomesAnOffset() throws IOException {
    ElfImage program = ElfImage.program(0x400000).allSymbols(Symbol.function("main", 0x400010));

    assertThat(find(program, "main").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x10);
  }

  @Test
  void binaryOf32BitsIsReadAsWell() throws IOException {
    ElfImage library = ElfImage.narrowLibrary().dynamicSymbols(Symbol.function("work", 0x1020));

    assertThat(find(library, "work").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x20);
  }

  @Test
  void dynamicSymbolsComeBeforeTheOthers() throws IOException {
    ElfImage library =
        ElfImage.library()
            .allSymbols(Symbol.function("work", 0x1010), Symbol.function("local", 0x1050))
            .dynamicSymbols(Symbol.function("work", 0x1020));

    assertThat(find(library, "work").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x20);
    assertThat(find(library, "local").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x50);
  }

  @Test
  void nameIsFoundWhereItIsTheEndOfAnother() throws IOException {
    byte[] bytes = ElfImage.library().dynamicSymbols(Symbol.function("reworked", 0x1030)).bytes();
    // The second name offset points into the first name, as linkers let it.
    ByteBuffer file = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int symbol = ElfImage.CODE_OFFSET + ElfImage.CODE_BYTES + 24;
    file.putInt(symbol, file.getInt(symbol) + 2);

    assertThat(find(bytes, "worked").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x30);
    assertThat(problem(find(bytes, "reworked")).errno()).isEqualTo(Errno.ENOENT);
  }

  @Test
  void currentVersionIsTakenAndNotTheHiddenOldOne() throws IOException {
    ElfImage library =
        ElfImage.library()
            .dynamicSymbols(
                Symbol.function("wait", 0x1010).ofVersion(0x8002),
                Symbol.function("wait", 0x1020).ofVersion(3));

    assertThat(find(library, "wait").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x20);
  }

  @Test
  void strongDefinitionIsTakenAndNotTheWeakOne() throws IOException {
    ElfImage library =
        ElfImage.library()
            .dynamicSymbols(
                Symbol.function("free", 0x1010).asWeak(), Symbol.function("free", 0x1020));

    assertThat(find(library, "free").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x20);
  }

  @Test
  void twoFunctionsOfOneNameAreAmbiguous() throws IOException {
    ElfImage library =
        ElfImage.program(0x1000)
            .allSymbols(Symbol.function("init", 0x1010), Symbol.function("init", 0x1020));

    KernelError error = problem(find(library, "init"));
    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.detail()).contains("2 functions called init", "give the offset");
  }

  @Test
  void twoSymbolsOfOnePlaceAreOneFunction() throws IOException {
    ElfImage library =
        ElfImage.library()
            .dynamicSymbols(Symbol.function("init", 0x1010), Symbol.function("init", 0x1010));

    assertThat(find(library, "init").orThrow()).isEqualTo(ElfImage.CODE_OFFSET + 0x10);
  }

  @Test
  void whatIsNoFunctionOfThisBinaryIsNotFound() throws IOException {
    ElfImage library =
        ElfImage.library()
            .dynamicSymbols(
                Symbol.function("imported", 0).undefined(),
                Symbol.function("table", 0x1010).ofType(DATA));

    assertThat(problem(find(library, "imported")).detail()).contains("no function imported");
    assertThat(problem(find(library, "table")).detail()).contains("no function table");
  }

  @Test
  void indirectFunctionSaysThatItIsOne() throws IOException {
    ElfImage library =
        ElfImage.library().dynamicSymbols(Symbol.function("memcpy", 0x1010).ofType(INDIRECT));

    assertThat(problem(find(library, "memcpy")).detail()).contains("ifunc");
  }

  @Test
  void strippedBinarySaysThatItIs() throws IOException {
    assertThat(problem(find(ElfImage.library(), "main")).detail()).contains("stripped");
  }

  @Test
  void functionOutsideOfAllCodeIsRefused() throws IOException {
    ElfImage library =
        ElfImage.library()
            .dynamicSymbols(
                Symbol.function("before", 0xfff),
                Symbol.function("behind", 0x1000 + ElfImage.CODE_BYTES));

    assertThat(problem(find(library, "before")).detail()).contains("holds code");
    assertThat(problem(find(library, "behind")).detail()).contains("holds code");
  }

  @Test
  void whatIsNeitherProgramNorLibraryIsRefused() throws IOException {
    assertThat(problem(find(ElfImage.relocatable(), "main")).detail())
        .contains("neither a program nor a shared library");
    assertThat(
            problem(find("#!/bin/sh\nexit 0\n".getBytes(StandardCharsets.UTF_8), "main")).errno())
        .isEqualTo(Errno.ENOEXEC);
    assertThat(problem(find(new byte[0], "main")).errno()).isEqualTo(Errno.ENOEXEC);
  }

  @Test
  void bigEndianBinaryIsRefused() throws IOException {
    byte[] bytes = ElfImage.library().bytes();
    bytes[5] = 2;

    assertThat(problem(find(bytes, "main")).detail()).contains("big-endian");
  }

  @Test
  void cutBinaryIsRefusedWhereverItIsCut() throws IOException {
    byte[] whole = ElfImage.library().dynamicSymbols(Symbol.function("work", 0x1040)).bytes();
    for (int length = 0; length < whole.length; length += 7) {
      assertThat(problem(find(Arrays.copyOf(whole, length), "work")).detail()).isNotEmpty();
    }
  }

  @Test
  void absurdNamesAreRefused() throws IOException {
    ElfImage library = ElfImage.library().dynamicSymbols(Symbol.function("work", 0x1040));

    assertThat(problem(find(library, "")).errno()).isEqualTo(Errno.ENOENT);
    assertThat(problem(find(library, "x".repeat(5000))).errno()).isEqualTo(Errno.ENOENT);
  }

  private Result<Long> find(ElfImage image, String function) throws IOException {
    return find(image.bytes(), function);
  }

  private Result<Long> find(byte[] bytes, String function) throws IOException {
    Path file = Files.write(scratch.resolve("binary"), bytes);
    return FunctionOffset.find(file, function, "uprobe");
  }

  private static KernelError problem(Result<Long> result) {
    return result.problem().orElseThrow();
  }
}
