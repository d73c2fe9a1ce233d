package io.bpfledger.kernel.linux.libbpf;

import io.bpfledger.kernel.linux.ffi.Memory;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** Our print function in libbpf, called back on whatever thread libbpf has something to say. */
final class PrintHook {

  /** Of {@code enum libbpf_print_level}: dozens in each load, of use only to libbpf's authors. */
  private static final int DEBUG = 2;

  /** The longest message that is kept whole. Verifier logs do not come this way. */
  private static final int MESSAGE_BYTES = 2_048;

  private static final MethodHandle VSNPRINTF = vsnprintf();

  static {
    NativeFunction.callAddress(
        NativeFunction.answeringAddress("libbpf_set_print", 1), printFunction().address());
  }

  private PrintHook() {}

  /** Makes sure that the hook is in place: it is from the moment this class was initialised. */
  static void install() {}

  /**
   * Takes one message. An exception must not leave: it would end the process.
   *
   * @param arguments the address of a va_list, on each architecture that we run on
   */
  static int print(int level, long format, long arguments) {
    try {
      Transcript transcript = level < DEBUG ? Transcript.current() : null;
      if (transcript != null) {
        transcript.add(formatted(format, arguments));
      }
    } catch (Throwable dropped) {
      return -1;
    }
    return 0;
  }

  private static String formatted(long format, long arguments) throws Throwable {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment message = arena.allocate(MESSAGE_BYTES);
      int _ =
          (int) VSNPRINTF.invokeExact(message.address(), (long) MESSAGE_BYTES, format, arguments);
      return Memory.text(message, 0, MESSAGE_BYTES);
    }
  }

  @SuppressWarnings("restricted") // libbpf speaks only to a function pointer
  private static MemorySegment printFunction() {
    try {
      MethodHandle print =
          MethodHandles.lookup()
              .findStatic(
                  PrintHook.class,
                  "print",
                  MethodType.methodType(int.class, int.class, long.class, long.class));
      return Linker.nativeLinker()
          .upcallStub(
              print,
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_INT,
                  ValueLayout.JAVA_LONG,
                  ValueLayout.JAVA_LONG),
              Arena.global());
    } catch (ReflectiveOperationException missing) {
      throw new IllegalStateException("the method above is there", missing);
    }
  }

  @SuppressWarnings("restricted") // only C can read the arguments of a C variadic call
  private static MethodHandle vsnprintf() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("vsnprintf"),
        FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG));
  }
}
