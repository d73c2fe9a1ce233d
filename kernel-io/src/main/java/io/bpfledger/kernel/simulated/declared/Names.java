package io.bpfledger.kernel.simulated.declared;

import java.util.LinkedHashMap;
import java.util.Map;

/** A table of names, each at its offset. */
final class Names {

  private final Bytes bytes = new Bytes().u8(0);
  private final Map<String, Integer> offsets = new LinkedHashMap<>();

  int offset(String name) {
    if (name.isEmpty()) {
      return 0;
    }
    return offsets.computeIfAbsent(
        name,
        added -> {
          int offset = bytes.size();
          bytes.text(added);
          return offset;
        });
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
