package io.bpfledger.core.work.hook;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.KernelFailure;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The file system of pins, for those who do things that may have been done already. */
final class Pins {

  private final Bpffs bpffs;

  Pins(Bpffs bpffs) {
    this.bpffs = bpffs;
  }

  /** What is pinned at a path, which must be of that type; empty if nothing is. */
  <T extends Handle> Optional<T> open(Path path, Class<T> type, Handles open) {
    Result<Handle> opened = bpffs.open(path);
    if (hasErrno(opened, Errno.ENOENT)) {
      return Optional.empty();
    }
    Handle handle = open.keep(opened.orThrow());
    if (!type.isInstance(handle)) {
      throw new KernelFailure(
          KernelError.of(
              Operation.OPEN_PIN,
              path.toString(),
              Errno.EINVAL,
              "something else is pinned there, which is not ours"));
    }
    return Optional.of(type.cast(handle));
  }

  Result<Done> pin(Handle object, Path path) {
    return bpffs.pin(object, path);
  }

  /** What is in a directory; nothing if it is not there. */
  Result<List<BpffsEntry>> list(Path directory) {
    Result<List<BpffsEntry>> listed = bpffs.list(directory);
    return hasErrno(listed, Errno.ENOENT) ? Result.success(List.of()) : listed;
  }

  Result<Done> makeDirectory(Path path) {
    return unless(bpffs.makeDirectory(path), Errno.EEXIST);
  }

  Result<Done> rename(Path from, Path to) {
    return bpffs.rename(from, to);
  }

  Result<Done> unlink(Path path) {
    return unless(bpffs.unlink(path), Errno.ENOENT);
  }

  Result<Done> removeDirectory(Path path) {
    return unless(bpffs.removeDirectory(path), Errno.ENOENT);
  }

  /** Removes a directory if nothing is in it. */
  Result<Done> removeIfEmpty(Path path) {
    return unless(removeDirectory(path), Errno.ENOTEMPTY);
  }

  static boolean hasErrno(Result<?> result, Errno errno) {
    return result.problem().filter(error -> error.errno().equals(errno)).isPresent();
  }

  private static Result<Done> unless(Result<Done> result, Errno errno) {
    return hasErrno(result, errno) ? Result.done() : result;
  }
}
