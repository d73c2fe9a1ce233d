package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.testing.RealKernel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@RealKernel
final class KernelFileSystemTest {

  private static final Path MOUNTS = Path.of("/proc/self/mountinfo");

  @ParameterizedTest
  @CsvSource({"securityfs, lsm, capability", "tracefs, events/header_page, commit"})
  void fileIsReadWhetherMountedOrNotAndNoMountIsLeft(String type, Path file, String content)
      throws IOException {
    long before = mountsOf(type);
    try (FileDescriptor root = root(type).orThrow()) {
      assertThat(SystemFile.read(root, file, Operation.READ_HOST).orThrow()).contains(content);
      assertThat(mountsOf(type)).isEqualTo(before);
    }
    assertThat(mountsOf(type)).isEqualTo(before);
  }

  @Test
  void unknownFileSystemIsNamed() {
    KernelError error = root("nosuchfs").problem().orElseThrow();

    assertThat(error.errno()).isEqualTo(Errno.ENODEV);
    assertThat(error.message()).contains("this kernel has no nosuchfs");
  }

  private static Result<FileDescriptor> root(String type) {
    return KernelFileSystem.root(type, Operation.READ_HOST, type);
  }

  private static long mountsOf(String type) throws IOException {
    return Files.readAllLines(MOUNTS).stream()
        .filter(line -> line.contains(" - " + type + " "))
        .count();
  }
}
