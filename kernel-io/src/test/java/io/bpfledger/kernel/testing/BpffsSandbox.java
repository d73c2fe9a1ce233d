package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.linux.LinuxBpffs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bpffs of the test's own. What a dead process left of that kind is removed when the next one is
 * opened.
 */
public final class BpffsSandbox implements AutoCloseable {

  private static final Path PARENT = Path.of("/run");
  private static final LinuxBpffs BPFFS = new LinuxBpffs();

  private final Path path;

  private BpffsSandbox(Path path) {
    this.path = path;
  }

  public static BpffsSandbox open() {
    removeStale();
    Path path = PARENT.resolve(SandboxName.fresh());
    BPFFS.mount(path).orThrow();
    return new BpffsSandbox(path);
  }

  public Path path() {
    return path;
  }

  private static void removeStale() {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(PARENT, Files::isDirectory)) {
      for (Path entry : entries) {
        if (SandboxName.isStale(entry.getFileName().toString())) {
          remove(entry);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Pins go with the mount. One who died between making the directory and mounting left no mount.
   */
  private static void remove(Path directory) {
    if (BPFFS.isMounted(directory).orThrow()) {
      BPFFS.unmount(directory).orThrow();
    }
    try {
      Files.deleteIfExists(directory);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  @Override
  public void close() {
    remove(path);
  }
}
