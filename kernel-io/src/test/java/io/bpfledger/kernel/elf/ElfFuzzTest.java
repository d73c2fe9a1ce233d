package io.bpfledger.kernel.elf;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.ObjectBytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Properties: {@code elf.fuzz.seconds} (30), {@code elf.fuzz.seed} (a constant), {@code
 * elf.fuzz.causes} to list why mutants were rejected, {@code elf.fuzz.file} to inspect only one
 * file again.
 */
class ElfFuzzTest {

  private static final long SEED = 20_261_120;
  private static final long SECONDS = 30;

  @Test
  void hostileObjectsAreReadOrRejectedWithinTimeAndMemory() throws IOException {
    String file = System.getProperty("elf.fuzz.file");
    if (file != null) {
      InspectionProbe.Outcome outcome =
          InspectionProbe.inspect(ObjectBytes.copyOf(Files.readAllBytes(Path.of(file))));
      System.out.println("elf fuzz: " + file + ": " + outcome);
      return;
    }
    ElfFuzz fuzz = new ElfFuzz(Long.getLong("elf.fuzz.seed", SEED));
    fuzz.run(Long.getLong("elf.fuzz.seconds", SECONDS));
    System.out.print(fuzz.report());
    if (Boolean.getBoolean("elf.fuzz.causes")) {
      fuzz.rejections().forEach((cause, times) -> System.out.println("  " + times + "  " + cause));
    }

    // A mutator that always breaks the first byte would prove nothing.
    assertThat(fuzz.shareBehindSymbols()).isGreaterThan(0.3);
    assertThat(fuzz.shareBehindTypes()).isGreaterThan(0.2);
    assertThat(fuzz.shareBehindRelocations()).isGreaterThan(0.2);
    assertThat(fuzz.shareAccepted()).isBetween(0.05, 0.95);
    assertThat(fuzz.causes()).isGreaterThan(50);
  }
}
