package io.bpfledger.kernel.linux.binary;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;

/**
 * A binary that was found and is held open, so that the file whose symbols were read is the file
 * that the kernel gets.
 */
public final class Binary implements AutoCloseable {

  private final FileDescriptor file;
  private final String kernelPath;

  private Binary(FileDescriptor file, String kernelPath) {
    this.file = file;
    this.kernelPath = kernelPath;
  }

  /**
   * Opens a binary by its path, or a library by its bare name, as this process sees it or as the
   * process {@code pid} does.
   */
  public static Result<Binary> open(Path binary, OptionalInt pid, String object) {
    boolean bareName = !binary.isAbsolute() && binary.getNameCount() == 1;
    if (binary.toString().isEmpty() || (!binary.isAbsolute() && !bareName)) {
      return Result.failure(
          refused(object, Errno.EINVAL, "a binary is named by its absolute path or a bare name"));
    }
    return RootDirectory.of(pid, object)
        .flatMap(
            root -> {
              try (root) {
                Result<Path> path =
                    bareName
                        ? Libraries.find(root, binary.toString(), object)
                        : Result.success(binary);
                return path.flatMap(found -> openIn(root, found, pid, object));
              }
            });
  }

  private static Result<Binary> openIn(
      RootDirectory root, Path path, OptionalInt pid, String object) {
    return root.open(path, object)
        .mapError(
            error ->
                error.errno().equals(Errno.ENOENT)
                    ? error.withDetail("there is no file " + path)
                    : error)
        .flatMap(file -> regular(file, path, pid, object));
  }

  private static Result<Binary> regular(
      FileDescriptor file, Path path, OptionalInt pid, String object) {
    if (!Files.isRegularFile(RootDirectory.pathOf(file))) {
      file.close();
      return Result.failure(refused(object, Errno.EINVAL, path + " is no regular file"));
    }
    String kernelPath = pid.isPresent() ? RootDirectory.pathOf(file).toString() : path.toString();
    return Result.success(new Binary(file, kernelPath));
  }

  /**
   * The path to give to the kernel, while this is open. Of a file that another process sees, it
   * goes through our descriptor: whoever rules there could else bend the path, between our look and
   * the kernel's, to a file of the host, and have a breakpoint set in the middle of an instruction.
   */
  public String kernelPath() {
    return kernelPath;
  }

  /** The offset in the file at which a function begins. */
  public Result<Long> offsetOf(String function, String object) {
    return FunctionOffset.find(RootDirectory.pathOf(file), function, object);
  }

  static KernelError refused(String object, Errno errno, String detail) {
    return KernelError.of(Operation.CREATE_LINK, object, errno, detail);
  }

  @Override
  public void close() {
    file.close();
  }
}
