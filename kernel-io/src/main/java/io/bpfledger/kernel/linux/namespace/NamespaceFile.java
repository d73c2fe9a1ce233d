package io.bpfledger.kernel.linux.namespace;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.NamespaceFlags;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An open network namespace. It keeps the namespace alive until it is closed. */
public record NamespaceFile(FileDescriptor descriptor) implements AutoCloseable {

  private static final int AT_EMPTY_PATH = 0x1000;

  /** Not blocking: the path may turn out to be a pipe. */
  private static final int OPEN_FLAGS = OpenFlags.CLOSE_ON_EXEC | OpenFlags.NON_BLOCKING;

  private static final int NS_GET_NSTYPE = 0xb703;
  private static final int PATH_LIMIT = 4096;

  private static final int STATX_INO = 0x100;
  private static final int STATX_BYTES = 256;
  private static final int STATX_INODE = 32;
  private static final int STATX_DEVICE_MAJOR = 136;
  private static final int STATX_DEVICE_MINOR = 140;

  /** ENOENT when nothing is at the path, EINVAL when it is something else than a namespace. */
  public static Result<NamespaceFile> open(NetworkNamespace namespace, Operation operation) {
    String path = namespace.path();
    if (!path.startsWith("/") || path.indexOf('\0') >= 0 || path.length() >= PATH_LIMIT) {
      return Result.failure(
          KernelError.of(
              operation, path, Errno.EINVAL, "a network namespace is named by an absolute path"));
    }
    long opened;
    try (Arena arena = Arena.ofConfined()) {
      long name = Memory.string(arena, path).address();
      opened = SystemCalls.call(SystemCall.OPENAT, OpenFlags.WORKING_DIRECTORY, name, OPEN_FLAGS);
    }
    if (opened < 0) {
      return Result.failure(refused(Answer.error(opened, operation, path)));
    }
    FileDescriptor descriptor = FileDescriptor.owning(opened);
    if (SystemCalls.call(SystemCall.IOCTL, descriptor.number(), NS_GET_NSTYPE)
        != NamespaceFlags.NETWORK) {
      descriptor.close();
      return Result.failure(
          KernelError.of(
              operation,
              path,
              Errno.EINVAL,
              "no network namespace is mounted there, only a file; 'ip netns list' shows those that"
                  + " have a name"));
    }
    return Result.success(new NamespaceFile(descriptor));
  }

  public Result<NamespaceIdentity> identity(NetworkNamespace namespace, Operation operation) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment status = Memory.zeroed(arena, STATX_BYTES);
      long answer =
          SystemCalls.call(
              SystemCall.STATX,
              descriptor.number(),
              Memory.string(arena, "").address(),
              AT_EMPTY_PATH,
              STATX_INO,
              status.address());
      if (answer < 0) {
        return Result.failure(Answer.error(answer, operation, namespace.path()));
      }
      long major = Integer.toUnsignedLong(Memory.intAt(status, STATX_DEVICE_MAJOR));
      long minor = Integer.toUnsignedLong(Memory.intAt(status, STATX_DEVICE_MINOR));
      return Result.success(
          new NamespaceIdentity(device(major, minor), Memory.longAt(status, STATX_INODE)));
    }
  }

  /** The number that stat(2) gives to a device. */
  private static long device(long major, long minor) {
    return ((major & 0xfffff000L) << 32)
        | ((major & 0xfffL) << 8)
        | ((minor & 0xffffff00L) << 12)
        | (minor & 0xffL);
  }

  private static KernelError refused(KernelError error) {
    return switch (error.errno().name()) {
      case "ENOENT" ->
          error.withDetail("there is no such network namespace; it may have been deleted");
      case "EACCES", "EPERM" ->
          error.withDetail("opening the namespaces of other processes needs CAP_SYS_PTRACE");
      default -> error;
    };
  }

  @Override
  public void close() {
    descriptor.close();
  }
}
