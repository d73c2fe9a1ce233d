package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/** Mounts of the BPF file system. */
final class BpffsMount {

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int OPEN_FLAGS = OpenFlags.PATH_ONLY | OpenFlags.CLOSE_ON_EXEC;
  private static final int OWNER_ONLY = 0700;
  private static final int EEXIST = -17;

  /** MS_NOSUID, MS_NODEV and MS_NOEXEC: pins are neither run nor devices. */
  private static final int MOUNT_FLAGS = 2 | 4 | 8;

  private static final long BPF_FS_MAGIC = 0xcafe4a11L;
  private static final int STATFS_BYTES = 120;
  private static final int STATX_BYTES = 256;
  private static final int STATX_ATTRIBUTES = 8;
  private static final int STATX_ATTRIBUTES_KNOWN = 56;
  private static final long STATX_MOUNT_ROOT = 0x2000;

  private BpffsMount() {}

  /** A bpffs of its own, on top of whatever is mounted there. */
  static Result<Done> mount(Path directory) {
    return makeDirectories(directory).flatMap(_ -> mountFresh(directory));
  }

  static Result<Done> unmount(Path directory) {
    Operation operation = Operation.UNMOUNT_BPFFS;
    return isMounted(directory, operation)
        .flatMap(
            mounted ->
                mounted
                    ? unmountFound(directory)
                    : Result.failure(
                        KernelError.of(
                            operation,
                            directory.toString(),
                            Errno.EINVAL,
                            "no bpffs is mounted at just that directory")));
  }

  /** False also when nothing is at that path. */
  static Result<Boolean> isMounted(Path directory, Operation operation) {
    try (Arena arena = Arena.ofConfined()) {
      long opened =
          SystemCalls.call(
              SystemCall.OPENAT,
              OpenFlags.WORKING_DIRECTORY,
              address(arena, directory),
              OPEN_FLAGS);
      if (opened < 0) {
        KernelError error = Answer.error(opened, operation, directory.toString());
        return error.errno().equals(Errno.ENOENT) || error.errno().equals(Errno.ENOTDIR)
            ? Result.success(false)
            : Result.failure(error);
      }
      try (FileDescriptor file = FileDescriptor.owning(opened)) {
        return isBpffs(arena, file, directory, operation)
            .flatMap(
                bpffs ->
                    bpffs ? isMountRoot(arena, file, directory, operation) : Result.success(false));
      }
    }
  }

  private static Result<Done> makeDirectories(Path directory) {
    Path absolute = directory.toAbsolutePath().normalize();
    for (int depth = 1; depth <= absolute.getNameCount(); depth++) {
      Result<Done> made = makeIfMissing(absolute.getRoot().resolve(absolute.subpath(0, depth)));
      if (!made.succeeded()) {
        return made;
      }
    }
    return Result.done();
  }

  private static Result<Done> makeIfMissing(Path directory) {
    try (Arena arena = Arena.ofConfined()) {
      long answer =
          SystemCalls.call(
              SystemCall.MKDIRAT,
              OpenFlags.WORKING_DIRECTORY,
              address(arena, directory),
              OWNER_ONLY);
      return answer == EEXIST
          ? Result.done()
          : Answer.done(answer, Operation.MOUNT_BPFFS, directory.toString());
    }
  }

  private static Result<Done> mountFresh(Path directory) {
    try (Arena arena = Arena.ofConfined()) {
      return Answer.done(
          SystemCalls.call(
              SystemCall.MOUNT,
              Memory.string(arena, "bpf").address(),
              address(arena, directory),
              Memory.string(arena, "bpf").address(),
              MOUNT_FLAGS,
              Memory.string(arena, "mode=0700").address()),
          Operation.MOUNT_BPFFS,
          directory.toString());
    }
  }

  private static Result<Done> unmountFound(Path directory) {
    try (Arena arena = Arena.ofConfined()) {
      return Answer.done(
          SystemCalls.call(SystemCall.UMOUNT2, address(arena, directory), 0),
          Operation.UNMOUNT_BPFFS,
          directory.toString());
    }
  }

  private static Result<Boolean> isBpffs(
      Arena arena, FileDescriptor file, Path directory, Operation operation) {
    MemorySegment statfs = Memory.zeroed(arena, STATFS_BYTES);
    long answer = SystemCalls.call(SystemCall.FSTATFS, file.number(), statfs.address());
    return answer < 0
        ? Result.failure(Answer.error(answer, operation, directory.toString()))
        : Result.success(Memory.longAt(statfs, 0) == BPF_FS_MAGIC);
  }

  /** A directory within a bpffs is of one, too; only its root is where it is mounted. */
  private static Result<Boolean> isMountRoot(
      Arena arena, FileDescriptor file, Path directory, Operation operation) {
    MemorySegment statx = Memory.zeroed(arena, STATX_BYTES);
    long answer =
        SystemCalls.call(
            SystemCall.STATX,
            file.number(),
            Memory.string(arena, "").address(),
            AT_EMPTY_PATH,
            0,
            statx.address());
    if (answer < 0) {
      return Result.failure(Answer.error(answer, operation, directory.toString()));
    }
    if ((Memory.longAt(statx, STATX_ATTRIBUTES_KNOWN) & STATX_MOUNT_ROOT) == 0) {
      return Result.failure(
          KernelError.of(
              operation,
              directory.toString(),
              Errno.EOPNOTSUPP,
              "this kernel does not tell mount points (since Linux 5.8)"));
    }
    return Result.success((Memory.longAt(statx, STATX_ATTRIBUTES) & STATX_MOUNT_ROOT) != 0);
  }

  private static long address(Arena arena, Path directory) {
    return Memory.string(arena, directory.toString()).address();
  }
}
