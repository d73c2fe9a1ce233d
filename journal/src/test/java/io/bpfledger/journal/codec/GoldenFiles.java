package io.bpfledger.journal.codec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * The files under {@code src/test/resources/golden}: every form in which anything was ever written.
 *
 * <p>They are read for ever. New ones, and new ones only, are written by running the tests of this
 * package once with {@code -Dgolden.write=true}; none is ever written over.
 */
final class GoldenFiles {

  private static final Path FOLDER = Path.of("src/test/resources/golden");
  static final String WRITE = "golden.write";

  private GoldenFiles() {}

  static boolean writing() {
    return Boolean.getBoolean(WRITE);
  }

  /** The names of the files with that ending, without it, in order. */
  static List<String> names(String folder, String ending) throws IOException {
    if (!Files.isDirectory(FOLDER.resolve(folder))) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(ending))
          .map(name -> name.substring(0, name.length() - ending.length()))
          .sorted()
          .toList();
    }
  }

  static byte[] read(String folder, String name) throws IOException {
    return Files.readAllBytes(FOLDER.resolve(folder).resolve(name));
  }

  static void writeNew(String folder, String name, byte[] bytes) throws IOException {
    Path file = FOLDER.resolve(folder).resolve(name);
    if (!Files.exists(file)) {
      Files.createDirectories(file.getParent());
      Files.write(file, bytes, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }
  }
}
