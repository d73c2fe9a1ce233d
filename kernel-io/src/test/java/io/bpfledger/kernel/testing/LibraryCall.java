package io.bpfledger.kernel.testing;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Calls a function of libc that makes one system call, both of which hardly anybody else uses. */
public final class LibraryCall {

  /** The library, the function in it, and the tracepoint of its system call. */
  public static final String LIBRARY = "libc";

  public static final String FUNCTION = "getpgid";
  public static final String TRACEPOINT = "sys_enter_getpgid";

  /** The function in the kernel, as this architecture calls it. */
  public static final String KERNEL_FUNCTION =
      System.getProperty("os.arch").equals("aarch64") ? "__arm64_sys_getpgid" : "__x64_sys_getpgid";

  /** Named, so that the security hook of other processes' groups is passed, too. */
  private static final int SELF = (int) ProcessHandle.current().pid();

  private static final MethodHandle GETPGID = handle();

  private LibraryCall() {}

  public static void make(int times) {
    for (int call = 0; call < times; call++) {
      try {
        int group = (int) GETPGID.invokeExact(SELF);
        if (group < 0) {
          throw new IllegalStateException("getpgid answered " + group);
        }
      } catch (Throwable broken) {
        throw new IllegalStateException(broken);
      }
    }
  }

  @SuppressWarnings("restricted") // one harmless function, to be seen by probes
  private static MethodHandle handle() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(FUNCTION),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));
  }
}
