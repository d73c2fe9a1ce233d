package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A block of kernel info, and how much of it this kernel knows. Fields past that were not filled
 * and read as zero or empty.
 */
record InfoBlock(MemorySegment memory, long known) {

  int intAt(long offset) {
    return knows(offset, Integer.BYTES) ? Memory.intAt(memory, offset) : 0;
  }

  long longAt(long offset) {
    return knows(offset, Long.BYTES) ? Memory.longAt(memory, offset) : 0;
  }

  /** A count, empty on a kernel that does not keep it. */
  OptionalInt count(long offset) {
    return knows(offset, Integer.BYTES)
        ? OptionalInt.of(Memory.intAt(memory, offset))
        : OptionalInt.empty();
  }

  /** A long count, empty on a kernel that does not keep it. */
  OptionalLong longCount(long offset) {
    return knows(offset, Long.BYTES)
        ? OptionalLong.of(Memory.longAt(memory, offset))
        : OptionalLong.empty();
  }

  /** A number of which 0 stands for none. */
  OptionalInt id(long offset) {
    int id = intAt(offset);
    return id == 0 ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /** A long number of which 0 stands for none. */
  OptionalLong longId(long offset) {
    long id = longAt(offset);
    return id == 0 ? OptionalLong.empty() : OptionalLong.of(id);
  }

  private boolean knows(long offset, int bytes) {
    return offset + bytes <= known;
  }
}
