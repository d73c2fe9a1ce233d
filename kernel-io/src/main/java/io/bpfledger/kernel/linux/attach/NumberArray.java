package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Arrays of 64-bit numbers that links over many places point to. */
final class NumberArray {

  /** Far below what the kernel takes, far above what anybody attaches by name. */
  static final int LIMIT = 1 << 16;

  private NumberArray() {}

  /** Its address; 0, which is none, for an empty list. */
  static long of(Arena arena, List<Long> values) {
    if (values.isEmpty()) {
      return 0;
    }
    MemorySegment array = Memory.zeroed(arena, (long) values.size() * Long.BYTES);
    for (int index = 0; index < values.size(); index++) {
      Memory.setLong(array, (long) index * Long.BYTES, values.get(index));
    }
    return array.address();
  }
}
