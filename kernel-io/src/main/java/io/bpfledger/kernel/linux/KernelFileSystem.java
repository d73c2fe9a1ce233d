package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file system in which the kernel tells of itself, wherever it is mounted, and also when it is
 * not.
 *
 * <p>Then we mount it nowhere: a mount that is attached to no directory is seen by nobody else and
 * goes with its descriptor.
 */
public final class KernelFileSystem {

  private static final int OPEN_FLAGS = OpenFlags.CLOSE_ON_EXEC | OpenFlags.PATH_ONLY;
  private static final int CLOSE_ON_EXEC = 1;
  private static final int CONFIG_CREATE = 6;
  private static final int READ_ONLY_NOSUID_NODEV_NOEXEC = 1 | 2 | 4 | 8;

  private KernelFileSystem() {}

  /** The root directory of the file system of a type; ENODEV when the kernel has none. */
  public static Result<FileDescriptor> root(String type, Operation operation, String object) {
    Optional<Path> mounted = Mounts.firstOf(type);
    return mounted.isPresent()
        ? opened(mounted.get(), operation, object)
        : detached(type, operation, object).mapError(error -> notMounted(error, type));
  }

  private static Result<FileDescriptor> opened(Path directory, Operation operation, String object) {
    try (Arena arena = Arena.ofConfined()) {
      long path = Memory.string(arena, directory.toString()).address();
      long answer =
          SystemCalls.call(SystemCall.OPENAT, OpenFlags.WORKING_DIRECTORY, path, OPEN_FLAGS);
      return Answer.opened(answer, operation, object, file -> file);
    }
  }

  private static Result<FileDescriptor> detached(String type, Operation operation, String object) {
    try (Arena arena = Arena.ofConfined()) {
      long name = Memory.string(arena, type).address();
      long context = SystemCalls.call(SystemCall.FSOPEN, name, CLOSE_ON_EXEC);
      return Answer.opened(context, operation, object, file -> file)
          .flatMap(file -> mount(file, operation, object));
    }
  }

  private static Result<FileDescriptor> mount(
      FileDescriptor context, Operation operation, String object) {
    try (context) {
      long made = SystemCalls.call(SystemCall.FSCONFIG, context.number(), CONFIG_CREATE, 0, 0, 0);
      if (made < 0) {
        return Result.failure(Answer.error(made, operation, object));
      }
      return Answer.opened(
          SystemCalls.call(
              SystemCall.FSMOUNT, context.number(), CLOSE_ON_EXEC, READ_ONLY_NOSUID_NODEV_NOEXEC),
          operation,
          object,
          file -> file);
    }
  }

  private static KernelError notMounted(KernelError error, String type) {
    return switch (error.errno().name()) {
      case "ENODEV" -> error.withDetail("this kernel has no " + type);
      case "EPERM" ->
          error.withDetail(
              type + " is not mounted, and mounting it for a look needs CAP_SYS_ADMIN");
      default -> error;
    };
  }
}
