package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the verifier writes its log, should it refuse a program.
 *
 * @param level how much is written: see the levels below
 */
record LogBuffer(MemorySegment bytes, int level) {

  /** Nothing, as that is faster; if the program is refused, libbpf tries again for the steps. */
  static final int LEVEL_ON_REFUSAL = 0;

  /** Every step of the verifier. */
  private static final int LEVEL_STEPS = 1;

  /** Only errors, and figures. */
  private static final int LEVEL_ERRORS = 4;

  /** Enough for most refusals, and small enough to be kept by every thread that loads. */
  private static final int USUAL_BYTES = 1 << 16;

  /** The limit: what is longer is kept in part. */
  static final int LARGEST_BYTES = 1 << 22;

  private static final ThreadLocal<MemorySegment> USUAL =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(USUAL_BYTES));

  static LogBuffer usual() {
    return emptied(new LogBuffer(USUAL.get(), LEVEL_ON_REFUSAL));
  }

  static LogBuffer largest(Arena arena) {
    return emptied(new LogBuffer(arena.allocate(LARGEST_BYTES), LEVEL_STEPS));
  }

  static LogBuffer errorsOnly() {
    return emptied(new LogBuffer(USUAL.get(), LEVEL_ERRORS));
  }

  private static LogBuffer emptied(LogBuffer buffer) {
    Memory.setByte(buffer.bytes, 0, 0);
    return buffer;
  }

  String text() {
    return bytes.getString(0);
  }
}
