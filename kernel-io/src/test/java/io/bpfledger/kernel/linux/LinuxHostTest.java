package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Operation;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class LinuxHostTest {

  private final LinuxHost host = new LinuxHost();

  @Test
  void bootIdIsTheOneOfProcfs() throws Exception {
    String expected = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();

    assertThat(host.bootId().orThrow()).isEqualTo(expected).hasSize(36);
  }

  @Test
  void releaseIsWhatTheJvmSees() {
    assertThat(host.kernelRelease().orThrow()).isEqualTo(System.getProperty("os.version"));
  }

  @Test
  void missingSystemFileKeepsItsErrorNumber() {
    assertThat(SystemFile.read(Path.of("/proc/absent"), Operation.READ_HOST).problem())
        .hasValueSatisfying(error -> assertThat(error.errno()).isEqualTo(Errno.ENOENT));
  }
}
