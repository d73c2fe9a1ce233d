package io.bpfledger.kernel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether these tests may work on the kernel. */
public final class Root {

  /** Why a real-kernel test was skipped; the report finds skips by it. */
  static final String SKIPPED = "not root";

  private Root() {}

  /** Whether the effective user of this process, who owns its procfs directory, is root. */
  public static boolean present() {
    try {
      return Files.getAttribute(Path.of("/proc/self/"), "unix:uid").equals(0);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
