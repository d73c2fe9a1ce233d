package io.bpfledger.kernel.linux.ffi;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Memory shared with the kernel, mapped from a descriptor. One thread uses it and closes it: what
 * is read after that is no memory any more.
 */
public final class Mapping implements AutoCloseable {

  private static final int READ_WRITE = 1 | 2;
  private static final int SHARED = 1;

  private static final AtomicLong OPEN = new AtomicLong();

  private final MemorySegment memory;
  private final AtomicBoolean closed = new AtomicBoolean();

  private Mapping(MemorySegment memory) {
    this.memory = memory;
    OPEN.incrementAndGet();
  }

  /** Maps so many bytes; answers the address, or the negative error number. */
  public static long map(FileDescriptor file, long bytes) {
    return SystemCalls.call(SystemCall.MMAP, 0, bytes, READ_WRITE, SHARED, file.number(), 0);
  }

  /** Takes over what {@link #map} answered. */
  @SuppressWarnings("restricted") // the kernel says where it mapped, and how much was asked for
  public static Mapping owning(long address, long bytes) {
    return new Mapping(MemorySegment.ofAddress(address).reinterpret(bytes));
  }

  /** How many there are in this process: a leak check compares two readings. */
  public static long openCount() {
    return OPEN.get();
  }

  public MemorySegment memory() {
    return memory;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      OPEN.decrementAndGet();
      // It fails only for an address that was never mapped.
      SystemCalls.call(SystemCall.MUNMAP, memory.address(), memory.byteSize());
    }
  }
}
