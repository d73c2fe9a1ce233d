package io.bpfledger.kernel.linux.binary;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * The root directory of a process, below which paths are looked up as that process would.
 *
 * <p>Symbolic links, absolute ones too, stay below that root: {@code openat2} with RESOLVE_IN_ROOT
 * sees to it. Entering the mount namespace would need a thread on which the JVM cannot even load a
 * class any more, and would miss a chroot; a path through {@code /proc/PID/root} alone would follow
 * an absolute link of the container into the host.
 */
record RootDirectory(FileDescriptor descriptor) implements AutoCloseable {

  private static final int HOW_BYTES = 24;
  private static final int HOW_RESOLVE = 16;
  private static final int RESOLVE_IN_ROOT = 0x10;

  static Result<RootDirectory> of(OptionalInt pid, String object) {
    String path = pid.isPresent() ? "/proc/" + pid.getAsInt() + "/root" : "/";
    try (Arena arena = Arena.ofConfined()) {
      long name = Memory.string(arena, path).address();
      long answer =
          SystemCalls.call(
              SystemCall.OPENAT,
              OpenFlags.WORKING_DIRECTORY,
              name,
              OpenFlags.CLOSE_ON_EXEC | OpenFlags.PATH_ONLY);
      return Answer.opened(answer, Operation.CREATE_LINK, object, RootDirectory::new)
          .mapError(error -> unreachable(error, pid));
    }
  }

  /** Opens a file or directory for reading; never blocks, whatever it is. */
  Result<FileDescriptor> open(Path path, String object) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment how = Memory.zeroed(arena, HOW_BYTES);
      Memory.setLong(how, 0, OpenFlags.CLOSE_ON_EXEC | OpenFlags.NON_BLOCKING);
      Memory.setLong(how, HOW_RESOLVE, RESOLVE_IN_ROOT);
      long answer =
          SystemCalls.call(
              SystemCall.OPENAT2,
              descriptor.number(),
              Memory.string(arena, path.toString()).address(),
              how.address(),
              HOW_BYTES);
      return Answer.opened(answer, Operation.CREATE_LINK, object, file -> file);
    }
  }

  private static KernelError unreachable(KernelError error, OptionalInt pid) {
    return switch (error.errno().name()) {
      case "ENOENT" -> error.withDetail("there is no process " + pid.orElse(0) + " any more");
      case "EACCES", "EPERM" ->
          error.withDetail("looking into another process's files needs CAP_SYS_PTRACE");
      default -> error;
    };
  }

  /** The path of an open file that the JVM and the kernel can open again, and nobody can bend. */
  static Path pathOf(FileDescriptor file) {
    return Path.of("/proc/self/fd/" + file.number());
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
