package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.ObjectBytes;
import io.bpfledger.kernel.ProgramSelection;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The objects compiled of {@code src/test/bpf}, and their numbers. */
public final class TestObject {

  private static final String CONGESTION_CONTROL = "bpfledger_test";

  private TestObject() {}

  public static ObjectBytes named(String name) {
    String path = "/bpf/" + name + ".o";
    try (InputStream resource =
        Objects.requireNonNull(TestObject.class.getResourceAsStream(path), path)) {
      return ObjectBytes.copyOf(resource.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * One of the struct_ops objects, with a name of its own: names of congestion controls are the
   * whole machine's, and other runs of these tests may use the one in the source.
   *
   * @param name of at most 14 characters
   */
  public static ObjectBytes congestionControl(String object, String name) {
    if (name.length() > CONGESTION_CONTROL.length()) {
      throw new IllegalArgumentException("too long for " + object + ": " + name);
    }
    String padded = name + "\0".repeat(CONGESTION_CONTROL.length() - name.length());
    String content = new String(named(object).toByteArray(), StandardCharsets.ISO_8859_1);
    return ObjectBytes.copyOf(
        content.replace(CONGESTION_CONTROL, padded).getBytes(StandardCharsets.ISO_8859_1));
  }

  /** A load of programs as their sections say. */
  public static LoadRequest load(String object, String... programs) {
    ProgramSelection[] selections = new ProgramSelection[programs.length];
    for (int i = 0; i < programs.length; i++) {
      selections[i] = ProgramSelection.of(programs[i]);
    }
    return LoadRequest.of(object, named(object), selections);
  }

  /** A number of one, two, four or eight bytes as keys, values and globals hold it. */
  public static byte[] number(long number, int bytes) {
    ByteBuffer all = ByteBuffer.allocate(Long.BYTES).order(ByteOrder.nativeOrder());
    boolean little = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;
    byte[] part = new byte[bytes];
    all.putLong(number).get(little ? 0 : Long.BYTES - bytes, part);
    return part;
  }

  public static byte[] key(int key) {
    return number(key, Integer.BYTES);
  }

  /** The number of eight bytes at an offset of a value. */
  public static long longAt(byte[] value, int offset) {
    return ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getLong(offset);
  }
}
