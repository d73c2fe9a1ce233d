package io.bpfledger.kernel.linux.load;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the verifier writes its log, should it refuse a program; libbpf asks for a log only when it
 * tries the second time.
 *
 * @param level how much is written: see the levels below
 */
record LogBuffer(MemorySegment bytes, int level) {

  /** Every step of the verifier, on a second try; libbpf makes it 1 then. */
  static final int LEVEL_STEPS = 0;

  /** Only errors, and figures. */
  static final int LEVEL_ERRORS = 4;

  /** Enough for most refusals, and small enough to be kept by every thread that loads. */
  private static final int USUAL_BYTES = 1 << 16;

  /** The limit: what is longer is kept in part. */
  private static final int LARGEST_BYTES = 1 << 24;

  private static final ThreadLocal<MemorySegment> USUAL =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(USUAL_BYTES));

  static LogBuffer usual() {
    return emptied(new LogBuffer(USUAL.get(), LEVEL_STEPS));
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
