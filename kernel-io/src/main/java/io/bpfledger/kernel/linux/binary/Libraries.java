package io.bpfledger.kernel.linux.binary;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Where below a root directory a library of a bare name is, such as {@code libc}. */
final class Libraries {

  private static final int CACHE_LIMIT = 16 << 20;
  private static final int DIRECTORY_LIMIT = 65_536;

  private static final String TRIPLET =
      System.getProperty("os.arch").equals("aarch64") ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

  private static final List<Path> DIRECTORIES =
      Stream.of(
              "/lib/" + TRIPLET,
              "/usr/lib/" + TRIPLET,
              "/lib64",
              "/usr/lib64",
              "/lib",
              "/usr/lib",
              "/usr/local/lib")
          .map(Path::of)
          .toList();

  private Libraries() {}

  static Result<Path> find(RootDirectory root, String name, String object) {
    return fromCache(root, name, object)
        .or(() -> fromDirectories(root, name, object))
        .map(Result::success)
        .orElseGet(
            () ->
                Result.failure(
                    KernelError.of(
                        Operation.CREATE_LINK,
                        object,
                        Errno.ENOENT,
                        "no library "
                            + name
                            + " in ld.so.cache or the usual directories; give its path")));
  }

  /** The very name, or that name with {@code .so} and a version, or as musl calls its libc. */
  static Predicate<String> called(String name) {
    return file ->
        file.equals(name)
            || file.equals(name + ".so")
            || file.startsWith(name + ".so.")
            || file.startsWith(name + ".musl-");
  }

  private static Optional<Path> fromCache(RootDirectory root, String name, String object) {
    return root.open(LibraryCache.FILE, object)
        .asOptional()
        .flatMap(
            file -> {
              try (FileDescriptor opened = file) {
                return LibraryCache.find(bytes(opened), called(name));
              }
            });
  }

  private static Optional<Path> fromDirectories(RootDirectory root, String name, String object) {
    return DIRECTORIES.stream()
        .map(directory -> inDirectory(root, directory, name, object))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Path> inDirectory(
      RootDirectory root, Path directory, String name, String object) {
    return root.open(directory, object)
        .asOptional()
        .flatMap(
            file -> {
              try (FileDescriptor opened = file) {
                return smallestName(opened, called(name)).map(directory::resolve);
              }
            });
  }

  /** What cannot be read holds no library: the caller looks further, and says so at the end. */
  private static Optional<String> smallestName(FileDescriptor directory, Predicate<String> wanted) {
    try (DirectoryStream<Path> entries =
        Files.newDirectoryStream(RootDirectory.pathOf(directory))) {
      Optional<String> smallest = Optional.empty();
      int seen = 0;
      for (Path entry : entries) {
        String found = entry.getFileName().toString();
        seen++;
        if (seen > DIRECTORY_LIMIT) {
          break;
        }
        if (wanted.test(found) && smallest.filter(best -> best.compareTo(found) <= 0).isEmpty()) {
          smallest = Optional.of(found);
        }
      }
      return smallest;
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(FileDescriptor file) {
    Path path = RootDirectory.pathOf(file);
    if (!Files.isRegularFile(path)) {
      return new byte[0];
    }
    try (InputStream stream = Files.newInputStream(path)) {
      return stream.readNBytes(CACHE_LIMIT);
    } catch (IOException _) {
      return new byte[0];
    }
  }
}
