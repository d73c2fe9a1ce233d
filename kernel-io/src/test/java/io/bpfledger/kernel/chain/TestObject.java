package io.bpfledger.kernel.chain;

import io.bpfledger.kernel.ObjectBytes;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The objects compiled of {@code src/test/bpf}. */
final class TestObject {

  private TestObject() {}

  static ObjectBytes named(String name) {
    String path = "/bpf/" + name + ".o";
    try (InputStream resource =
        Objects.requireNonNull(TestObject.class.getResourceAsStream(path), path)) {
      return ObjectBytes.copyOf(resource.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** A number as keys and globals of these objects want it. */
  static byte[] littleEndian(int number) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(number).array();
  }
}
