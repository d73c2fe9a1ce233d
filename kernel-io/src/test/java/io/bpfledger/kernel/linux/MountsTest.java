package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MountsTest {

  private static final String TABLE =
      """
      22 27 0:21 / /proc rw,relatime - proc proc rw
      40 23 0:7 / /sys/kernel/debug rw shared:9 master:1 - debugfs debugfs rw
      41 23 0:12 / /sys/kernel/tracing rw,nosuid shared:10 - tracefs tracefs rw
      42 27 0:12 /events /mnt/part rw - tracefs tracefs rw
      43 27 0:12 / /mnt/with\\040blank rw - tracefs tracefs rw
      44 27 0:12
      """;

  @Test
  void wholeFileSystemsOfATypeAreFoundInOrder() {
    assertThat(Mounts.in(TABLE, "tracefs"))
        .containsExactly(Path.of("/sys/kernel/tracing"), Path.of("/mnt/with blank"));
  }

  @Test
  void typeThatIsNotMountedIsNotFound() {
    assertThat(Mounts.in(TABLE, "bpf")).isEmpty();
    assertThat(Mounts.in("", "tracefs")).isEmpty();
  }

  @Test
  void procfsIsMountedWhereItAlwaysIs() {
    assertThat(Mounts.firstOf("proc")).contains(Path.of("/proc"));
  }
}
