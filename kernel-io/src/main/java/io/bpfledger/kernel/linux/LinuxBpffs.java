package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;

/** Pins and the directories they are in, by the plain calls of a file system. */
public final class LinuxBpffs implements Bpffs {

  private static final int AT_REMOVEDIR = 0x200;
  private static final int OWNER_ONLY = 0700;
  private static final int PIN_BYTES = 16;
  private static final int PIN_DESCRIPTOR = 8;

  @Override
  public Result<Done> mount(Path directory) {
    return BpffsMount.mount(directory);
  }

  @Override
  public Result<Done> unmount(Path directory) {
    return BpffsMount.unmount(directory);
  }

  @Override
  public Result<Boolean> isMounted(Path directory) {
    return BpffsMount.isMounted(directory, Operation.LIST_DIRECTORY);
  }

  @Override
  public Result<Done> pin(Handle object, Path path) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, PIN_BYTES);
      Memory.setLong(attribute, 0, address(arena, path));
      Memory.setInt(attribute, PIN_DESCRIPTOR, descriptor(object));
      return Answer.done(
          SystemCalls.bpf(BpfCommand.OBJ_PIN, attribute), Operation.PIN, path.toString());
    }
  }

  @Override
  public Result<Handle> open(Path path) {
    FileDescriptor pinned;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, PIN_BYTES);
      Memory.setLong(attribute, 0, address(arena, path));
      long opened = SystemCalls.bpf(BpfCommand.OBJ_GET, attribute);
      if (opened < 0) {
        return Result.failure(Answer.error(opened, Operation.OPEN_PIN, path.toString()));
      }
      pinned = FileDescriptor.owning(opened);
    }
    Result<Handle> handle = handleOf(pinned, path);
    if (!handle.succeeded()) {
      pinned.close();
    }
    return handle;
  }

  @Override
  public Result<Done> makeDirectory(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return Answer.done(
          SystemCalls.call(
              SystemCall.MKDIRAT, OpenFlags.WORKING_DIRECTORY, address(arena, path), OWNER_ONLY),
          Operation.MAKE_DIRECTORY,
          path.toString());
    }
  }

  @Override
  public Result<Done> removeDirectory(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return Answer.done(
          SystemCalls.call(
              SystemCall.UNLINKAT, OpenFlags.WORKING_DIRECTORY, address(arena, path), AT_REMOVEDIR),
          Operation.REMOVE_DIRECTORY,
          path.toString());
    }
  }

  @Override
  public Result<Done> rename(Path from, Path to) {
    try (Arena arena = Arena.ofConfined()) {
      return Answer.done(
          SystemCalls.call(
              SystemCall.RENAMEAT2,
              OpenFlags.WORKING_DIRECTORY,
              address(arena, from),
              OpenFlags.WORKING_DIRECTORY,
              address(arena, to),
              0),
          Operation.RENAME,
          from + " to " + to);
    }
  }

  @Override
  public Result<Done> unlink(Path path) {
    try (Arena arena = Arena.ofConfined()) {
      return Answer.done(
          SystemCalls.call(
              SystemCall.UNLINKAT, OpenFlags.WORKING_DIRECTORY, address(arena, path), 0),
          Operation.UNLINK,
          path.toString());
    }
  }

  @Override
  public Result<Done> symlink(String target, Path path) {
    try (Arena arena = Arena.ofConfined()) {
      long text = Memory.string(arena, target).address();
      return Answer.done(
          SystemCalls.call(
              SystemCall.SYMLINKAT, text, OpenFlags.WORKING_DIRECTORY, address(arena, path)),
          Operation.SYMLINK,
          path.toString());
    }
  }

  @Override
  public Result<List<BpffsEntry>> list(Path directory) {
    return DirectoryReader.read(directory);
  }

  /** The kernel does not say what a pin holds, but procfs names the descriptor it gave. */
  private static Result<Handle> handleOf(FileDescriptor pinned, Path path) {
    return SymbolicLinkReader.read(Path.of("/proc/self/fd/" + pinned.number()), Operation.OPEN_PIN)
        .flatMap(
            name ->
                switch (name) {
                  case "anon_inode:bpf-prog" -> Result.success(new LinuxProgram(pinned));
                  case "anon_inode:bpf-map" -> Result.success(new LinuxMap(pinned));
                  // One name when the link is made, another when it is opened.
                  case "anon_inode:bpf_link", "anon_inode:bpf-link" ->
                      Result.success(new LinuxLink(pinned));
                  default ->
                      Result.failure(
                          KernelError.of(
                              Operation.OPEN_PIN,
                              path.toString(),
                              Errno.EINVAL,
                              "it holds no program, map or link but " + name));
                });
  }

  private static int descriptor(Handle object) {
    return switch (object) {
      case ProgramHandle program -> LinuxProgram.number(program);
      case MapHandle map -> LinuxMap.number(map);
      case LinkHandle link -> LinuxLink.number(link);
    };
  }

  private static long address(Arena arena, Path path) {
    return Memory.string(arena, path.toString()).address();
  }
}
