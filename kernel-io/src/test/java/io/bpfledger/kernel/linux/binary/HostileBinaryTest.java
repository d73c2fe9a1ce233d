package io.bpfledger.kernel.linux.binary;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.binary.ElfImage.Symbol;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever is in the files of others: an offset inside of the file, or a refusal in words. */
final class HostileBinaryTest {

  record Damage(int place, int value) {}

  @Property
  void damagedBinaryIsReadWithoutHarm(@ForAll boolean wide, @ForAll("damages") List<Damage> damages)
      throws IOException {
    byte[] bytes = whole(wide);
    for (Damage damage : damages) {
      bytes[damage.place() % bytes.length] = (byte) damage.value();
    }
    Path file = Files.write(Files.createTempFile("damaged", ".elf"), bytes);
    try {
      switch (FunctionOffset.find(file, "work", "uprobe")) {
        case Result.Success<Long>(Long offset) -> assertThat(offset).isNotNegative();
        case Result.Failure<Long>(var error) -> assertThat(error.detail()).isNotEmpty();
      }
    } finally {
      Files.delete(file);
    }
  }

  @Property
  void anyBytesAreSearchedForLibrariesWithoutHarm(@ForAll @Size(max = 400) byte[] bytes) {
    Optional<Path> found = LibraryCache.find(bytes, name -> true);

    assertThat(found.isEmpty() || found.get().isAbsolute()).isTrue();
  }

  /** Bytes at the edges of what a field can hold are likelier to do harm than others. */
  @Provide
  Arbitrary<List<Damage>> damages() {
    Arbitrary<Integer> values =
        Arbitraries.oneOf(Arbitraries.of(0, 1, 0x7f, 0x80, 0xff), Arbitraries.integers());
    return Combinators.combine(Arbitraries.integers().between(0, 1 << 16), values)
        .as(Damage::new)
        .list()
        .ofMinSize(1)
        .ofMaxSize(12);
  }

  private static byte[] whole(boolean wide) {
    ElfImage image = wide ? ElfImage.library() : ElfImage.narrowLibrary();
    return image
        .dynamicSymbols(
            Symbol.function("work", 0x1040), Symbol.function("work", 0x1050).ofVersion(0x8001))
        .allSymbols(Symbol.function("work", 0x1040), Symbol.function("local", 0x1060))
        .bytes();
  }
}
