package io.bpfledger.kernel.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A cgroup of the test's own, a child of the root of version 2. What a dead process left of that
 * kind is removed when the next one is opened.
 */
public final class CgroupSandbox implements AutoCloseable {

  private final Path path;

  private CgroupSandbox(Path path) {
    this.path = path;
  }

  public static CgroupSandbox open() {
    Path root = root();
    removeStale(root);
    try {
      return new CgroupSandbox(Files.createDirectory(root.resolve(SandboxName.fresh())));
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }

  public Path path() {
    return path;
  }

  /** The kernel's number of the cgroup, which is the inode of its directory. */
  public long id() {
    try {
      return (long) Files.getAttribute(path, "unix:ino");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Makes a cgroup inside this one and removes it again. */
  public void makeAndRemoveChild() {
    try {
      Files.delete(Files.createDirectory(path.resolve("child")));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static Path root() {
    try {
      return Files.readAllLines(Path.of("/proc/self/mountinfo")).stream()
          .map(line -> List.of(line.split(" ")))
          .filter(fields -> fields.contains("cgroup2"))
          .map(fields -> Path.of(fields.get(4)))
          .findFirst()
          .orElseThrow(() -> new IllegalStateException("no cgroup of version 2 is mounted"));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void removeStale(Path root) {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, Files::isDirectory)) {
      for (Path entry : entries) {
        if (SandboxName.isStale(entry.getFileName().toString())) {
          remove(entry);
        }
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A cgroup can be removed a moment after its last process ended, not at once. */
  private static void remove(Path cgroup) {
    Eventually.get(
        "removal of " + cgroup,
        () -> {
          try {
            Files.delete(cgroup);
            return Optional.of(cgroup);
          } catch (NoSuchFileException _) {
            return Optional.of(cgroup);
          } catch (DirectoryNotEmptyException _) {
            return Optional.empty();
          } catch (IOException busy) {
            return String.valueOf(busy.getMessage()).contains("busy")
                ? Optional.empty()
                : fail(busy);
          }
        });
  }

  private static Optional<Path> fail(IOException failure) {
    throw new UncheckedIOException(failure);
  }

  @Override
  public void close() {
    remove(path);
  }
}
