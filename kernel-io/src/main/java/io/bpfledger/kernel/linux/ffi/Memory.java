package io.bpfledger.kernel.linux.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/** Reads and writes of kernel structures: offsets in bytes, integers in the machine's order. */
public final class Memory {

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED;
  private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED;

  /** Aligned, as only such access can be ordered. */
  private static final VarHandle SHARED_LONG = ValueLayout.JAVA_LONG.varHandle();

  private Memory() {}

  /** A zeroed block, aligned for any kernel structure. */
  public static MemorySegment zeroed(SegmentAllocator allocator, long bytes) {
    return allocator.allocate(bytes, 8);
  }

  public static MemorySegment copyOf(SegmentAllocator allocator, byte[] bytes) {
    MemorySegment block = allocator.allocate(Math.max(1, bytes.length), 8);
    MemorySegment.copy(bytes, 0, block, ValueLayout.JAVA_BYTE, 0, bytes.length);
    return block;
  }

  /** A C string. */
  public static MemorySegment string(SegmentAllocator allocator, String text) {
    return allocator.allocateFrom(text, StandardCharsets.UTF_8);
  }

  public static byte[] bytes(MemorySegment block, long offset, int count) {
    byte[] bytes = new byte[count];
    MemorySegment.copy(block, ValueLayout.JAVA_BYTE, offset, bytes, 0, count);
    return bytes;
  }

  /** The text up to the first zero byte, at most {@code limit} bytes. */
  public static String text(MemorySegment block, long offset, int limit) {
    return new String(textBytes(block, offset, limit), StandardCharsets.UTF_8);
  }

  /** The bytes of a text, for one that may be no UTF-8. */
  public static byte[] textBytes(MemorySegment block, long offset, int limit) {
    int length = 0;
    while (length < limit && byteAt(block, offset + length) != 0) {
      length++;
    }
    return bytes(block, offset, length);
  }

  public static int intAt(MemorySegment block, long offset) {
    return block.get(INT, offset);
  }

  public static void setInt(MemorySegment block, long offset, int value) {
    block.set(INT, offset, value);
  }

  public static long longAt(MemorySegment block, long offset) {
    return block.get(LONG, offset);
  }

  public static void setLong(MemorySegment block, long offset, long value) {
    block.set(LONG, offset, value);
  }

  /** Reads a number that the kernel writes meanwhile, before all that it wrote before it. */
  public static long acquireLong(MemorySegment block, long offset) {
    return (long) SHARED_LONG.getAcquire(block, offset);
  }

  /** Writes a number that the kernel reads meanwhile, after all that was read before. */
  public static void releaseLong(MemorySegment block, long offset, long value) {
    SHARED_LONG.setRelease(block, offset, value);
  }

  public static int shortAt(MemorySegment block, long offset) {
    return Short.toUnsignedInt(block.get(SHORT, offset));
  }

  public static void setShort(MemorySegment block, long offset, int value) {
    block.set(SHORT, offset, (short) value);
  }

  public static int byteAt(MemorySegment block, long offset) {
    return Byte.toUnsignedInt(block.get(ValueLayout.JAVA_BYTE, offset));
  }

  public static void setByte(MemorySegment block, long offset, int value) {
    block.set(ValueLayout.JAVA_BYTE, offset, (byte) value);
  }
}
