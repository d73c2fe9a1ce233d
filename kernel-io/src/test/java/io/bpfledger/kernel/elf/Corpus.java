package io.bpfledger.kernel.elf;

import static java.util.Objects.requireNonNull;

import io.bpfledger.kernel.ObjectBytes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The committed objects: those for these tests in elf, those that other tests load in bpf. */
final class Corpus {

  /** One object, named by its file. */
  record Entry(String name, ObjectBytes object) {

    @Override
    public String toString() {
      return name;
    }
  }

  private Corpus() {}

  static byte[] bytes(String name) {
    return read(folder("/elf").resolve(name + ".o"));
  }

  static ObjectBytes object(String name) {
    return ObjectBytes.copyOf(bytes(name));
  }

  static ObjectBytes objectOfTests(String name) {
    return ObjectBytes.copyOf(read(folder("/bpf").resolve(name + ".o")));
  }

  /** All objects, always in the same order. */
  static List<Entry> all() {
    List<Entry> entries = new ArrayList<>();
    for (String folder : List.of("/bpf", "/elf")) {
      try (Stream<Path> files = Files.list(folder(folder))) {
        files
            .filter(file -> file.toString().endsWith(".o"))
            .sorted()
            .forEach(file -> entries.add(entry(file)));
      } catch (IOException unreadable) {
        throw new UncheckedIOException(unreadable);
      }
    }
    return List.copyOf(entries);
  }

  private static Entry entry(Path file) {
    return new Entry(String.valueOf(file.getFileName()), ObjectBytes.copyOf(read(file)));
  }

  private static Path folder(String name) {
    URL folder = requireNonNull(Corpus.class.getResource(name), name);
    try {
      return Path.of(folder.toURI());
    } catch (URISyntaxException invalid) {
      throw new IllegalStateException(invalid);
    }
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
