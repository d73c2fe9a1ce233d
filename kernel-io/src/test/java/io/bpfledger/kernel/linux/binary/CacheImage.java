package io.bpfledger.kernel.linux.binary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Builds lists of libraries as ldconfig writes them. */
final class CacheImage {

  /** One library, of this machine's architecture or of another. */
  record Entry(String name, String path, boolean ours) {}

  private static final int HEADER_BYTES = 48;
  private static final int ENTRY_BYTES = 24;
  private static final int OTHER_ARCHITECTURE = 3;

  private CacheImage() {}

  static byte[] of(Entry... entries) {
    int strings = HEADER_BYTES + entries.length * ENTRY_BYTES;
    ByteBuffer cache = ByteBuffer.allocate(strings + 4096).order(ByteOrder.nativeOrder());
    cache.put("glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII));
    cache.putInt(20, entries.length);
    int text = strings;
    for (int index = 0; index < entries.length; index++) {
      Entry entry = entries[index];
      int at = HEADER_BYTES + index * ENTRY_BYTES;
      cache.putInt(at, entry.ours() ? ourArchitecture() : OTHER_ARCHITECTURE);
      cache.putInt(at + 4, text);
      text = write(cache, text, entry.name());
      cache.putInt(at + 8, text);
      text = write(cache, text, entry.path());
    }
    return cache.array();
  }

  static byte[] behindOldFormat(Entry... entries) {
    byte[] list = of(entries);
    int oldBytes = 16 + 12;
    int start = (oldBytes + 7) & ~7;
    ByteBuffer cache = ByteBuffer.allocate(start + list.length).order(ByteOrder.nativeOrder());
    cache.put("ld.so-1.7.0".getBytes(StandardCharsets.US_ASCII));
    cache.putInt(12, 1);
    cache.put(start, list);
    return cache.array();
  }

  private static int ourArchitecture() {
    return System.getProperty("os.arch").equals("aarch64") ? 0x0a03 : 0x0303;
  }

  private static int write(ByteBuffer cache, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    cache.put(at, bytes);
    return at + bytes.length + 1;
  }
}
