package io.bpfledger.kernel.linux.binary;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.RootedThread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks for libraries below a root directory of the test's own, as that of a container is. */
@RealKernel
final class LibrariesTest {

  @TempDir private Path root;

  @BeforeEach
  void fillRoot() throws IOException {
    Files.createDirectories(root.resolve("etc"));
    Files.createDirectories(root.resolve("usr/lib"));
    Files.createSymbolicLink(root.resolve("lib"), Path.of("/usr/lib"));
  }

  /** Links that lead out of a temporary directory are not for JUnit to clean up. */
  @AfterEach
  void removeLinks() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path link : files.filter(Files::isSymbolicLink).toList()) {
        Files.delete(link);
      }
    }
  }

  @Test
  void libraryOfTheCacheComesFirst() throws IOException {
    Files.write(
        root.resolve("etc/ld.so.cache"),
        CacheImage.of(new CacheImage.Entry("libodd.so.3", "/opt/odd/libodd.so.3", true)));
    Files.writeString(root.resolve("usr/lib/libodd.so.9"), "");

    assertThat(find("libodd")).isEqualTo("/opt/odd/libodd.so.3");
  }

  @Test
  void libraryOfAnotherArchitectureIsPassedOver() throws IOException {
    Files.write(
        root.resolve("etc/ld.so.cache"),
        CacheImage.of(
            new CacheImage.Entry("libodd.so.3", "/lib32/libodd.so.3", false),
            new CacheImage.Entry("libodd.so.3", "/lib64/libodd.so.3", true)));

    assertThat(find("libodd")).isEqualTo("/lib64/libodd.so.3");
  }

  @Test
  void cacheBehindOneOfTheOldFormatIsRead() throws IOException {
    Files.write(
        root.resolve("etc/ld.so.cache"),
        CacheImage.behindOldFormat(new CacheImage.Entry("libodd.so.3", "/opt/libodd.so.3", true)));

    assertThat(find("libodd")).isEqualTo("/opt/libodd.so.3");
  }

  @Test
  void usualDirectoriesAreSearchedWithoutACache() throws IOException {
    Files.writeString(root.resolve("usr/lib/libodd.so.2"), "");
    Files.writeString(root.resolve("usr/lib/liboddity.so.1"), "");

    assertThat(find("libodd")).isEqualTo("/lib/libodd.so.2");
    assertThat(find("libodd.so.2")).isEqualTo("/lib/libodd.so.2");
  }

  @Test
  void libraryOfMuslIsFound() throws IOException {
    Files.writeString(root.resolve("usr/lib/libc.musl-x86_64.so.1"), "");

    assertThat(find("libc")).isEqualTo("/lib/libc.musl-x86_64.so.1");
  }

  @Test
  void missingLibraryIsNamed() {
    try (RootedThread thread = RootedThread.in(root);
        RootDirectory directory = rootOf(thread)) {
      KernelError error = Libraries.find(directory, "libodd", "uprobe").problem().orElseThrow();

      assertThat(error.message()).contains("uprobe", "no library libodd");
    }
  }

  @Test
  void absoluteLinkOfAContainerStaysInside() throws IOException {
    Files.writeString(root.resolve("usr/lib/inside"), "of the container");
    try (RootedThread thread = RootedThread.in(root);
        RootDirectory directory = rootOf(thread);
        FileDescriptor file = directory.open(Path.of("/lib/inside"), "uprobe").orThrow()) {
      assertThat(Files.readString(RootDirectory.pathOf(file))).isEqualTo("of the container");
    }
  }

  @Test
  void linkOutOfAContainerLeadsNowhere() throws IOException {
    Path outside = Files.writeString(root.resolveSibling("outside-" + root.getFileName()), "");
    Files.createSymbolicLink(root.resolve("usr/lib/escape"), outside);
    Files.createSymbolicLink(
        root.resolve("usr/lib/climb"), Path.of("../../../" + outside.getFileName()));
    try (RootedThread thread = RootedThread.in(root);
        RootDirectory directory = rootOf(thread)) {
      assertThat(directory.open(Path.of("/usr/lib/escape"), "uprobe").problem()).isPresent();
      assertThat(directory.open(Path.of("/usr/lib/climb"), "uprobe").problem()).isPresent();
    } finally {
      Files.delete(outside);
    }
  }

  private String find(String name) {
    try (RootedThread thread = RootedThread.in(root);
        RootDirectory directory = rootOf(thread)) {
      return Libraries.find(directory, name, "uprobe").orThrow().toString();
    }
  }

  private static RootDirectory rootOf(RootedThread thread) {
    return RootDirectory.of(OptionalInt.of(thread.number()), "uprobe").orThrow();
  }
}
