package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.linux.KernelFileSystem;
import io.bpfledger.kernel.linux.SystemFile;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The file system that numbers the tracepoints. debugfs shows it too, but looking there would make
 * the kernel mount it for good.
 */
final class Tracefs {

  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{1,128}");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  private Tracefs() {}

  /** The number of a tracepoint; ENOENT when the kernel has none of that name. */
  static Result<Integer> tracepointId(TracepointTarget target) {
    if (!WORD.matcher(target.category()).matches() || !WORD.matcher(target.name()).matches()) {
      return Result.failure(
          refused(target, Errno.EINVAL, "a tracepoint is named by two words, category and name"));
    }
    return KernelFileSystem.root("tracefs", Operation.CREATE_LINK, target.describe())
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

  private static KernelError refused(TracepointTarget target, Errno errno, String detail) {
    return KernelError.of(Operation.CREATE_LINK, target.describe(), errno, detail);
  }
}
