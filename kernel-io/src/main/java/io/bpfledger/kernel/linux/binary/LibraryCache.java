package io.bpfledger.kernel.linux.binary;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/** The dynamic loader's list of libraries, {@code /etc/ld.so.cache}, in the format of glibc. */
final class LibraryCache {

  static final Path FILE = Path.of("/etc/ld.so.cache");

  private static final byte[] MAGIC = "glibc-ld.so.cache1.1".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] OLD_MAGIC = "ld.so-1.7.0".getBytes(StandardCharsets.US_ASCII);
  private static final int OLD_HEADER_BYTES = 16;
  private static final int OLD_ENTRY_BYTES = 12;

  private static final int COUNT = 20;
  private static final int HEADER_BYTES = 48;
  private static final int ENTRY_BYTES = 24;
  private static final int ENTRY_NAME = 4;
  private static final int ENTRY_PATH = 8;
  private static final int ENTRY_CPU_FEATURES = 16;

  /** What the loader of this machine takes: ELF for libc 6, and the architecture. */
  private static final int FLAGS =
      System.getProperty("os.arch").equals("aarch64") ? 0x0a03 : 0x0303;

  private LibraryCache() {}

  /**
   * The path of the first library of a wanted name, of those that suit every CPU. Empty when there
   * is none, or when the bytes are no such list.
   */
  static Optional<Path> find(byte[] file, Predicate<String> wanted) {
    ByteBuffer cache = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder());
    int start = start(cache);
    if (!holds(cache, start, MAGIC) || start + HEADER_BYTES > cache.limit()) {
      return Optional.empty();
    }
    ByteBuffer list = cache.slice(start, cache.limit() - start).order(ByteOrder.nativeOrder());
    int count = list.getInt(COUNT);
    for (int index = 0; index < count; index++) {
      long at = HEADER_BYTES + (long) index * ENTRY_BYTES;
      if (at + ENTRY_BYTES > list.limit()) {
        return Optional.empty();
      }
      int entry = (int) at;
      boolean suits = list.getInt(entry) == FLAGS && list.getLong(entry + ENTRY_CPU_FEATURES) == 0;
      if (suits && wanted.test(text(list, list.getInt(entry + ENTRY_NAME)))) {
        return Optional.of(text(list, list.getInt(entry + ENTRY_PATH)))
            .filter(path -> path.startsWith("/"))
            .map(Path::of);
      }
    }
    return Optional.empty();
  }

  /** Behind the list of an older format, if the file begins with one. */
  private static int start(ByteBuffer cache) {
    if (!holds(cache, 0, OLD_MAGIC) || cache.limit() < OLD_HEADER_BYTES) {
      return 0;
    }
    long end = OLD_HEADER_BYTES + Integer.toUnsignedLong(cache.getInt(12)) * OLD_ENTRY_BYTES;
    return (int) Math.min((end + 7) & ~7L, cache.limit());
  }

  private static boolean holds(ByteBuffer bytes, int at, byte[] expected) {
    if (at + expected.length > bytes.limit()) {
      return false;
    }
    byte[] found = new byte[expected.length];
    bytes.get(at, found);
    return Arrays.equals(found, expected);
  }

  /** The text up to its zero; empty when it is not inside. */
  private static String text(ByteBuffer list, int at) {
    if (at < 0 || at >= list.limit()) {
      return "";
    }
    int end = at;
    while (end < list.limit() && list.get(end) != 0) {
      end++;
    }
    byte[] bytes = new byte[end - at];
    list.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
