package io.bpfledger.kernel.linux.binary;

import io.bpfledger.kernel.linux.binary.ElfWords.Section;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/** Finds a name in a table of names, wherever it stands: linkers let names share their ends. */
final class FunctionNames {

  private static final int CHUNK_BYTES = 256 * 1024;

  private FunctionNames() {}

  /** A name with the zero behind it. */
  static byte[] bytes(String name) {
    byte[] text = name.getBytes(StandardCharsets.UTF_8);
    return Arrays.copyOf(text, text.length + 1);
  }

  /** At which offsets of the table the name stands, at most so many. */
  static Set<Integer> offsets(BoundedFile file, Section table, byte[] name, int limit)
      throws IOException {
    Set<Integer> found = new HashSet<>();
    int overlap = name.length - 1;
    for (long start = 0; start < table.bytes(); start += CHUNK_BYTES) {
      int count = (int) Math.min(CHUNK_BYTES + (long) overlap, table.bytes() - start);
      byte[] chunk = bytes(file.read(table.offset() + start, count));
      for (int at = 0; at + name.length <= chunk.length; at++) {
        if (chunk[at] == name[0]
            && Arrays.equals(chunk, at, at + name.length, name, 0, name.length)) {
          found.add((int) (start + at));
          if (found.size() > limit) {
            throw new BoundedFile.Malformed("the name stands in it too often");
          }
        }
      }
    }
    return found;
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.limit()];
    buffer.get(0, bytes);
    return bytes;
  }
}
