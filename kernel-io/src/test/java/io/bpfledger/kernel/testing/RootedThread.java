package io.bpfledger.kernel.testing;

import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A thread of this process whose root directory is another one, as that of a container's process
 * is. To procfs it is like a process of its own number.
 */
public final class RootedThread implements AutoCloseable {

  private static final int CLONE_FS = 0x200;
  private static final MethodHandle CHROOT = chroot();

  private final FileDescriptor wakeUp =
      FileDescriptor.owning(SystemCalls.call(SystemCall.EVENTFD2, 0, 0));
  private final AtomicInteger number = new AtomicInteger();
  private final Thread thread;
  private final Arena arena = Arena.ofShared();
  private final MemorySegment counter = Memory.zeroed(arena, Long.BYTES);

  private RootedThread(Path root) {
    MemorySegment path = Memory.string(arena, root.toString());
    this.thread = Thread.ofPlatform().daemon().start(() -> live(path));
    Eventually.get("a thread in " + root, () -> Optional.of(number()).filter(tid -> tid != 0));
  }

  public static RootedThread in(Path root) {
    return new RootedThread(root);
  }

  public int number() {
    return number.get();
  }

  /** Nothing here may need a class that is not loaded yet: there is no class path in that root. */
  private void live(MemorySegment root) {
    long tid = SystemCalls.call(SystemCall.GETTID, 0);
    long alone = SystemCalls.call(SystemCall.UNSHARE, CLONE_FS);
    if (alone < 0 || chroot(root) < 0) {
      return;
    }
    number.set((int) tid);
    SystemCalls.call(SystemCall.READ, wakeUp.number(), counter.address(), Long.BYTES);
  }

  private static int chroot(MemorySegment path) {
    try {
      return (int) CHROOT.invokeExact(path);
    } catch (Throwable broken) {
      throw new IllegalStateException(broken);
    }
  }

  @SuppressWarnings("restricted") // one function that the port has no use for
  private static MethodHandle chroot() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("chroot"),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
  }

  @Override
  public void close() {
    try (FileDescriptor open = wakeUp;
        Arena one = Arena.ofConfined()) {
      MemorySegment value = Memory.zeroed(one, Long.BYTES);
      Memory.setLong(value, 0, 1);
      SystemCalls.call(SystemCall.WRITE, open.number(), value.address(), Long.BYTES);
      thread.join();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", interrupted);
    }
    arena.close();
  }
}
