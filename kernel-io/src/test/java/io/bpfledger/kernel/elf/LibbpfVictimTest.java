package io.bpfledger.kernel.elf;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.bpfledger.kernel.linux.libbpf.Libbpf;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * libbpf 1.1 dies of damaged types and loops on endless ones, in the process that loads for
 * everybody. The inspection stands before it; here mutants try to get past.
 *
 * <p>Properties: {@code elf.libbpf.mutants} (5000), {@code elf.fuzz.seed}.
 */
class LibbpfVictimTest {

  private static final long SEED = 20_261_120;
  private static final int MUTANTS = 5_000;
  private static final long MINUTES_MAX = 5;
  private static final Path FAILURE = Path.of("target", "elf-fuzz", "libbpf-victim.o");

  @TempDir private Path folder;

  @Test
  void libbpfSurvivesEveryMutantThatTheInspectionAccepts()
      throws IOException, InterruptedException {
    assumeTrue(Libbpf.problem().isEmpty(), () -> Libbpf.problem().orElseThrow());
    int mutants = Integer.getInteger("elf.libbpf.mutants", MUTANTS);
    Path diary = Files.createFile(folder.resolve("diary"));
    Process victim =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:+UseSerialGC",
                "-XX:-CreateCoredumpOnCrash",
                "-XX:ErrorFile=/dev/null",
                "-cp",
                System.getProperty("java.class.path"),
                LibbpfVictim.class.getName(),
                diary.toString(),
                Integer.toString(mutants),
                Long.toString(Long.getLong("elf.fuzz.seed", SEED)))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output").toFile())
            .start();
    boolean ended = victim.waitFor(MINUTES_MAX, TimeUnit.MINUTES);
    victim.destroyForcibly().waitFor();

    assertThat(ended && victim.exitValue() == 0)
        .as(() -> lastWords(ended ? "it ended with " + victim.exitValue() : "it hangs", diary))
        .isTrue();
    assertThat(opened(diary)).isEqualTo(mutants);
  }

  /** What became of the victim, the last it printed, and where its last mutant is now. */
  private String lastWords(String fate, Path diary) {
    try {
      String output =
          Files.readString(folder.resolve("output"), ISO_8859_1)
              .lines()
              .filter(line -> !line.startsWith("libbpf:"))
              .collect(Collectors.joining("\n"));
      byte[] bytes = Files.readAllBytes(diary);
      if (bytes.length >= LibbpfVictim.HEADER_BYTES) {
        int from = LibbpfVictim.HEADER_BYTES;
        Files.createDirectories(FAILURE.getParent());
        Files.write(
            FAILURE, Arrays.copyOfRange(bytes, from, from + ByteBuffer.wrap(bytes).getInt(4)));
      }
      return "%s over what is now %s%n%s".formatted(fate, FAILURE.toAbsolutePath(), output);
    } catch (IOException unreadable) {
      return fate + ", and nothing can be read: " + unreadable;
    }
  }

  private static int opened(Path diary) throws IOException {
    return ByteBuffer.wrap(Files.readAllBytes(diary)).getInt(0);
  }
}
