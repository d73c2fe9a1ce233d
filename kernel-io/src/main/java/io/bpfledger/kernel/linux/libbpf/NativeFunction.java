package io.bpfledger.kernel.linux.libbpf;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * The shapes of libbpf's functions, and calls of each shape.
 *
 * <p>Every argument travels as 64 bits: on the architectures we run on each has a register of its
 * own, of which the function reads the part it needs. Handles must be {@code static final} where
 * they are used, or the calls are slow.
 */
final class NativeFunction {

  private static final long ERRNO_OFFSET =
      Linker.Option.captureStateLayout().byteOffset(MemoryLayout.PathElement.groupElement("errno"));

  /** One capture segment a thread: a shared one would race. */
  private static final ThreadLocal<MemorySegment> CAPTURE =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(Linker.Option.captureStateLayout()));

  private NativeFunction() {}

  /** A function that answers an int, in most cases zero or the negative error number. */
  static MethodHandle answeringInt(String name, int arguments) {
    return Libbpf.bind(name, FunctionDescriptor.of(ValueLayout.JAVA_INT, longs(arguments)));
  }

  /** A function that answers an address, or zero for nothing. */
  static MethodHandle answeringAddress(String name, int arguments) {
    return Libbpf.bind(name, FunctionDescriptor.of(ValueLayout.JAVA_LONG, longs(arguments)));
  }

  /** A function that answers an address, or zero with the reason in errno. */
  static MethodHandle answeringAddressOrErrno(String name, int arguments) {
    return Libbpf.bind(
        name,
        FunctionDescriptor.of(ValueLayout.JAVA_LONG, longs(arguments)),
        Linker.Option.captureCallState("errno"));
  }

  static MethodHandle answeringNothing(String name, int arguments) {
    return Libbpf.bind(name, FunctionDescriptor.ofVoid(longs(arguments)));
  }

  static int callInt(MethodHandle function, long a) {
    try {
      return (int) function.invokeExact(a);
    } catch (Throwable broken) {
      throw brokenDowncall(broken);
    }
  }

  static int callInt(MethodHandle function, long a, long b) {
    try {
      return (int) function.invokeExact(a, b);
    } catch (Throwable broken) {
      throw brokenDowncall(broken);
    }
  }

  static int callInt(MethodHandle function, long a, long b, long c) {
    try {
      return (int) function.invokeExact(a, b, c);
    } catch (Throwable broken) {
      throw brokenDowncall(broken);
    }
  }

  static long callAddress(MethodHandle function, long a) {
    try {
      return (long) function.invokeExact(a);
    } catch (Throwable broken) {
      throw brokenDowncall(broken);
    }
  }

  static long callAddress(MethodHandle function, long a, long b) {
    try {
      return (long) function.invokeExact(a, b);
    } catch (Throwable broken) {
      throw brokenDowncall(broken);
    }
  }

  /** The address, or the negative error number. */
  static long callAddressOrErrno(MethodHandle function, long a) {
    MemorySegment capture = CAPTURE.get();
    try {
      return addressOrErrno((long) function.invokeExact(capture, a), capture);
    } catch (Throwable broken) {
      throw brokenDowncall(broken);
    }
  }

  /** The address, or the negative error number. */
  static long callAddressOrErrno(MethodHandle function, long a, long b, long c) {
    MemorySegment capture = CAPTURE.get();
    try {
      return addressOrErrno((long) function.invokeExact(capture, a, b, c), capture);
    } catch (Throwable broken) {
      throw brokenDowncall(broken);
    }
  }

  static void call(MethodHandle function, long a) {
    try {
      function.invokeExact(a);
    } catch (Throwable broken) {
      throw brokenDowncall(broken);
    }
  }

  private static long addressOrErrno(long address, MemorySegment capture) {
    return address == 0 ? -capture.get(ValueLayout.JAVA_INT, ERRNO_OFFSET) : address;
  }

  private static MemoryLayout[] longs(int count) {
    MemoryLayout[] layouts = new MemoryLayout[count];
    Arrays.fill(layouts, ValueLayout.JAVA_LONG);
    return layouts;
  }

  private static IllegalStateException brokenDowncall(Throwable broken) {
    return new IllegalStateException("a downcall to libbpf itself failed", broken);
  }
}
