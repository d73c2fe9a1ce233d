package io.bpfledger.kernel.linux.ffi;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * Makes system calls. Each answers the kernel's value, or the negative error number.
 *
 * <p>Plain downcalls with errno capture, never critical ones: some calls block for 100 ms, and a
 * critical downcall would hold up every safepoint meanwhile.
 */
public final class SystemCalls {

  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  /** One capture segment a thread: a shared one would race. */
  private static final ThreadLocal<MemorySegment> CAPTURE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private static final MethodHandle SYSCALL = syscallHandle();

  private SystemCalls() {}

  public static long call(SystemCall call, long a) {
    return call(call, a, 0, 0, 0, 0, 0);
  }

  public static long call(SystemCall call, long a, long b) {
    return call(call, a, b, 0, 0, 0, 0);
  }

  public static long call(SystemCall call, long a, long b, long c) {
    return call(call, a, b, c, 0, 0, 0);
  }

  public static long call(SystemCall call, long a, long b, long c, long d) {
    return call(call, a, b, c, d, 0, 0);
  }

  public static long call(SystemCall call, long a, long b, long c, long d, long e) {
    return call(call, a, b, c, d, e, 0);
  }

  public static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
    MemorySegment capture = CAPTURE.get();
    try {
      long answer = (long) SYSCALL.invokeExact(capture, (long) call.number(), a, b, c, d, e, f);
      return answer == -1 ? -capture.get(ValueLayout.JAVA_INT, ERRNO_OFFSET) : answer;
    } catch (Throwable broken) {
      throw new IllegalStateException("the downcall of " + call + " itself failed", broken);
    }
  }

  /** {@code bpf(2)} with the attribute block of a command. */
  public static long bpf(int command, MemorySegment attribute) {
    return call(SystemCall.BPF, command, attribute.address(), attribute.byteSize());
  }

  @SuppressWarnings("restricted") // the one downcall handle of this project to libc's syscall(2)
  private static MethodHandle syscallHandle() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }
}
