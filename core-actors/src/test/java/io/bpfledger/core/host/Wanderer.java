package io.bpfledger.core.host;

import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A thread that stays on one CPU, and moves to another when told: an event that can be counted. */
final class Wanderer implements AutoCloseable {

  /** The software event of a thread's move to another CPU. */
  static final int EVENT_TYPE = 1;

  static final int EVENT = 4;

  private static final String ALLOWED = "Cpus_allowed:";
  private static final int DIGITS = 16;
  private static final int MASK_BYTES = 128;

  private static final MethodHandle SET_AFFINITY = setAffinity();

  private final ExecutorService executor = Executors.newSingleThreadExecutor();
  private final int thread;
  private final long first = Long.lowestOneBit(allowed());
  private final long second = Long.lowestOneBit(allowed() & ~first);
  private boolean onFirst = true;

  Wanderer() {
    thread = get(executor.submit(() -> (int) SystemCalls.call(SystemCall.GETTID, 0)));
    get(executor.submit(() -> stay(first)));
  }

  /** The CPUs that this process may run on, of the first 64. */
  private static long allowed() {
    try {
      return Files.readAllLines(Path.of("/proc/self/status")).stream()
          .filter(line -> line.startsWith(ALLOWED))
          .map(line -> line.substring(ALLOWED.length()).strip().replace(",", ""))
          .map(digits -> digits.substring(Math.max(0, digits.length() - DIGITS)))
          .mapToLong(digits -> Long.parseUnsignedLong(digits, 16))
          .findFirst()
          .orElseThrow();
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  boolean canMove() {
    return second != 0;
  }

  int thread() {
    return thread;
  }

  void move(int times) {
    for (int moved = 0; moved < times; moved++) {
      onFirst = !onFirst;
      get(executor.submit(() -> stay(onFirst ? first : second)));
    }
  }

  private static long stay(long cpu) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mask = Memory.zeroed(arena, MASK_BYTES);
      Memory.setLong(mask, 0, cpu);
      int answer = (int) SET_AFFINITY.invokeExact(0, (long) MASK_BYTES, mask);
      if (answer != 0) {
        throw new IllegalStateException("cannot move to CPU " + Long.numberOfTrailingZeros(cpu));
      }
      return cpu;
    } catch (Throwable broken) {
      throw new IllegalStateException(broken);
    }
  }

  private static <T> T get(Future<T> result) {
    try {
      return result.get();
    } catch (InterruptedException | ExecutionException failure) {
      throw new AssertionError("the thread that moves", failure);
    }
  }

  @SuppressWarnings("restricted") // one function that the port has no use for
  private static MethodHandle setAffinity() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("sched_setaffinity"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS));
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
