package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SystemFileTest {

  @TempDir Path scratch;

  @Test
  void fileOfTheWholeLimitIsReadWhole() throws IOException {
    Path file = file(SystemFile.USUAL_LIMIT);

    assertThat(SystemFile.read(file, Operation.READ_HOST).orThrow())
        .hasSize(SystemFile.USUAL_LIMIT)
        .endsWith("end");
  }

  @Test
  void longerFileIsRefusedAndNotCut() throws IOException {
    Path file = file(SystemFile.USUAL_LIMIT + 1);

    KernelError error = SystemFile.read(file, Operation.READ_HOST).problem().orElseThrow();

    assertThat(error.errno()).isEqualTo(Errno.EFBIG);
    assertThat(error.message()).contains(file.toString(), "longer than 65536 bytes");
  }

  @Test
  void fileThatGrowsWithTheHostIsReadWhole() throws IOException {
    int length = 10 * SystemFile.USUAL_LIMIT + 5;

    assertThat(SystemFile.read(file(length), Operation.READ_HOST, length).orThrow())
        .hasSize(length)
        .endsWith("end");
  }

  private Path file(int length) throws IOException {
    return Files.writeString(scratch.resolve("file"), "x".repeat(length - 3) + "end");
  }
}
