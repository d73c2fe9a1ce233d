package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.Mounts;
import io.bpfledger.kernel.linux.SystemFile;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.OpenFlags;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file system that numbers the tracepoints, wherever it is mounted, and also when it is not.
 *
 * <p>Then we mount it nowhere: a mount that is attached to no directory is seen by nobody else and
 * goes with its descriptor. debugfs shows tracefs too, but looking there would make the kernel
 * mount it for good.
 */
final class Tracefs {

  private static final int OPEN_FLAGS = OpenFlags.CLOSE_ON_EXEC | OpenFlags.PATH_ONLY;
  private static final int CLOSE_ON_EXEC = 1;
  private static final int CONFIG_CREATE = 6;
  private static final int READ_ONLY_NOSUID_NODEV_NOEXEC = 1 | 2 | 4 | 8;

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private Tracefs() {}

  /** The number of a tracepoint; ENOENT when the kernel has none of that name. */
  static Result<Integer> tracepointId(TracepointTarget target) {
    if (!WORD.matcher(target.category()).matches() || !WORD.matcher(target.name()).matches()) {
      return Result.failure(
          refused(target, Errno.EINVAL, "a tracepoint is named by two words, category and name"));
    }
    return root(target.describe())
        .flatMap(
            root -> {
              try (FileDescriptor opened = root) {
                return read(opened, target);
              }
            });
  }

  private static Result<Integer> read(FileDescriptor root, TracepointTarget target) {
    Path file = Path.of("events", target.category(), target.name(), "id");
    return SystemFile.read(root, file, Operation.CREATE_LINK)
        .mapError(
            error ->
                error.errno().equals(Errno.ENOENT)
                    ? refused(
                        target,
                        Errno.ENOENT,
                        "this kernel has no such tracepoint; 'perf list tracepoint' shows them")
                    : error)
        .map(String::strip)
        .flatMap(
            text ->
                NUMBER.matcher(text).matches()
                    ? Result.success(Integer.parseInt(text))
                    : Result.failure(refused(target, Errno.EIO, file + " holds no number")));
  }

  private static Result<FileDescriptor> root(String object) {
    Optional<Path> mounted = Mounts.firstOf("tracefs");
    return mounted.isPresent() ? opened(mounted.get(), object) : detached(object);
  }

  private static Result<FileDescriptor> opened(Path directory, String object) {
    try (Arena arena = Arena.ofConfined()) {
      long path = Memory.string(arena, directory.toString()).address();
      long answer =
          SystemCalls.call(SystemCall.OPENAT, OpenFlags.WORKING_DIRECTORY, path, OPEN_FLAGS);
      return Answer.opened(answer, Operation.CREATE_LINK, object, file -> file);
    }
  }

  /** A mount of its own, attached to no directory. */
  private static Result<FileDescriptor> detached(String object) {
    try (Arena arena = Arena.ofConfined()) {
      long name = Memory.string(arena, "tracefs").address();
      return Answer.opened(
              SystemCalls.call(SystemCall.FSOPEN, name, CLOSE_ON_EXEC),
              Operation.CREATE_LINK,
              object,
              file -> file)
          .flatMap(
              context -> {
                try (FileDescriptor opened = context) {
                  return mount(opened, object);
                }
              })
          .mapError(Tracefs::notMounted);
    }
  }

  private static Result<FileDescriptor> mount(FileDescriptor context, String object) {
    long made = SystemCalls.call(SystemCall.FSCONFIG, context.number(), CONFIG_CREATE, 0, 0, 0);
    if (made < 0) {
      return Result.failure(Answer.error(made, Operation.CREATE_LINK, object));
    }
    return Answer.opened(
        SystemCalls.call(
            SystemCall.FSMOUNT, context.number(), CLOSE_ON_EXEC, READ_ONLY_NOSUID_NODEV_NOEXEC),
        Operation.CREATE_LINK,
        object,
        file -> file);
  }

  private static KernelError notMounted(KernelError error) {
    return switch (error.errno().name()) {
      case "ENODEV" -> error.withDetail("this kernel has no tracefs (CONFIG_TRACING)");
      case "EPERM" ->
          error.withDetail(
              "tracefs is not mounted, and mounting it needs CAP_SYS_ADMIN; 'mount -t tracefs nodev"
                  + " /sys/kernel/tracing' does it for all");
      default -> error;
    };
  }

  private static KernelError refused(TracepointTarget target, Errno errno, String detail) {
    return KernelError.of(Operation.CREATE_LINK, target.describe(), errno, detail);
  }
}
