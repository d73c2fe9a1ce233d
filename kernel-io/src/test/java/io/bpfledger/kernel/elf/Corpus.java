package io.bpfledger.kernel.elf;

import static java.util.Objects.requireNonNull;

import io.bpfledger.kernel.ObjectBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** The committed objects under src/test/resources/elf. */
final class Corpus {

  private Corpus() {}

  static byte[] bytes(String name) {
    String path = "/elf/" + name + ".bpf.o";
    try (InputStream object = requireNonNull(Corpus.class.getResourceAsStream(path), path)) {
      return object.readAllBytes();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  static ObjectBytes object(String name) {
    return ObjectBytes.copyOf(bytes(name));
  }
}
