package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Operation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where file systems of a kind are mounted, for this process. */
public final class Mounts {

  private static final Path TABLE = Path.of("/proc/self/mountinfo");

  /**
   * A namespace has at most 100,000 mounts unless somebody raised that, of 200 bytes or so each.
   */
  private static final int TABLE_LIMIT_BYTES = 64 * 1024 * 1024;

  /** Fields of a line before the separator: id, parent, device, root, mount point, options. */
  private static final int ROOT = 3;

  private static final int MOUNT_POINT = 4;
  private static final String SEPARATOR = "-";

  private Mounts() {}

  /** The first place where the whole of such a file system is mounted. */
  public static Optional<Path> firstOf(String type) {
    return SystemFile.read(TABLE, Operation.READ_HOST, TABLE_LIMIT_BYTES)
        .asOptional()
        .flatMap(table -> in(table, type).stream().findFirst());
  }

  /** The mount points of whole file systems of a type in a table of mounts, in its order. */
  static List<Path> in(String table, String type) {
    List<Path> found = new ArrayList<>();
    for (String line : table.lines().toList()) {
      List<String> fields = List.of(line.split(" "));
      int separator = fields.indexOf(SEPARATOR);
      boolean complete = separator > MOUNT_POINT && separator + 1 < fields.size();
      if (complete && fields.get(separator + 1).equals(type) && fields.get(ROOT).equals("/")) {
        found.add(Path.of(unescaped(fields.get(MOUNT_POINT))));
      }
    }
    return found;
  }

  /** Blanks and backslashes stand there as three octal digits. */
  private static String unescaped(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    byte[] plain = new byte[bytes.length];
    int length = 0;
    for (int at = 0; at < bytes.length; at++) {
      if (bytes[at] == '\\' && at + 3 < bytes.length && isOctal(bytes, at + 1)) {
        plain[length] = (byte) Integer.parseInt(text(bytes, at + 1), 8);
        at += 3;
      } else {
        plain[length] = bytes[at];
      }
      length++;
    }
    return new String(plain, 0, length, StandardCharsets.UTF_8);
  }

  private static boolean isOctal(byte[] bytes, int start) {
    for (int at = start; at < start + 3; at++) {
      if (bytes[at] < '0' || bytes[at] > '7') {
        return false;
      }
    }
    return true;
  }

  private static String text(byte[] bytes, int start) {
    return new String(bytes, start, 3, StandardCharsets.US_ASCII);
  }
}
