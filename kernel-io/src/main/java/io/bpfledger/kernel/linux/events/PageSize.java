package io.bpfledger.kernel.linux.events;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** The size of a page of memory, as the kernel told this process when it began. */
final class PageSize {

  static final int BYTES = read();

  private static final int AT_PAGESZ = 6;

  private PageSize() {}

  private static int read() {
    ByteBuffer values;
    try {
      values =
          ByteBuffer.wrap(Files.readAllBytes(Path.of("/proc/self/auxv")))
              .order(ByteOrder.nativeOrder());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    while (values.remaining() >= 2 * Long.BYTES) {
      long key = values.getLong();
      long value = values.getLong();
      if (key == AT_PAGESZ) {
        return Math.toIntExact(value);
      }
    }
    throw new IllegalStateException("the kernel tells no page size");
  }
}
