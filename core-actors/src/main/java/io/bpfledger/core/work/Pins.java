package io.bpfledger.core.work;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Names in our bpffs, made and removed so that doing it twice does no harm. */
public final class Pins {

  /** Our own trees are less deep; what lies deeper is not ours. */
  private static final int DEPTH_MAX = 8;

  private final Bpffs bpffs;

  Pins(Bpffs bpffs) {
    this.bpffs = bpffs;
  }

  /** Makes a directory unless it is there. */
  public Result<Done> ensureDirectory(Path directory) {
    return except(Errno.EEXIST, bpffs.makeDirectory(directory));
  }

  /** What is in a directory; empty if it is not there. */
  public Result<Optional<List<BpffsEntry>>> list(Path directory) {
    return switch (bpffs.list(directory)) {
      case Result.Success<List<BpffsEntry>>(List<BpffsEntry> entries) ->
          Result.success(Optional.of(entries));
      case Result.Failure<List<BpffsEntry>>(KernelError error) -> absence(error);
    };
  }

  /** Opens what is pinned at a path; empty if nothing is. */
  public Result<Optional<Handle>> open(Path pin) {
    return switch (bpffs.open(pin)) {
      case Result.Success<Handle>(Handle handle) -> Result.success(Optional.of(handle));
      case Result.Failure<Handle>(KernelError error) -> absence(error);
    };
  }

  private static <T> Result<Optional<T>> absence(KernelError error) {
    return error.errno().equals(Errno.ENOENT)
        ? Result.success(Optional.empty())
        : Result.failure(error);
  }

  /** Removes a pin unless it is gone. Who was told of a failure looks whether it was one. */
  public Result<Done> unlink(Path pin) {
    Result<Done> unlinked = except(Errno.ENOENT, bpffs.unlink(pin));
    return unlinked.succeeded() || !isGone(pin) ? unlinked : Result.done();
  }

  private boolean isGone(Path pin) {
    return switch (open(pin)) {
      case Result.Success<Optional<Handle>>(Optional<Handle> handle) -> {
        handle.ifPresent(Handle::close);
        yield handle.isEmpty();
      }
      case Result.Failure<Optional<Handle>> _ -> false;
    };
  }

  /** Removes a directory unless it is gone, or something is in it. */
  public Result<Done> removeIfEmpty(Path directory) {
    return except(Errno.ENOTEMPTY, removeDirectory(directory));
  }

  /** Removes a directory unless it is gone. */
  public Result<Done> removeDirectory(Path directory) {
    return except(Errno.ENOENT, bpffs.removeDirectory(directory));
  }

  /** Removes a directory with all in it, what was pinned last first. Goes on after a failure. */
  void removeTree(Path directory, Leftovers leftovers) {
    removeTree(directory, 0, leftovers);
  }

  private boolean removeTree(Path directory, int depth, Leftovers leftovers) {
    if (depth > DEPTH_MAX) {
      leftovers.add(
          directory, KernelError.of(Operation.LIST_DIRECTORY, directory.toString(), Errno.ELOOP));
      return false;
    }
    return switch (list(directory)) {
      case Result.Failure<Optional<List<BpffsEntry>>>(KernelError error) -> {
        leftovers.add(directory, error);
        yield false;
      }
      case Result.Success<Optional<List<BpffsEntry>>>(Optional<List<BpffsEntry>> entries) ->
          entries.isEmpty() || removeTree(directory, entries.get(), depth, leftovers);
    };
  }

  private boolean removeTree(
      Path directory, List<BpffsEntry> entries, int depth, Leftovers leftovers) {
    boolean emptied = true;
    for (BpffsEntry entry : entries) {
      emptied &=
          switch (entry) {
            case BpffsEntry.Directory(Path path) -> removeTree(path, depth + 1, leftovers);
            case BpffsEntry.Pin(Path path) -> removed(path, unlink(path), leftovers);
            case BpffsEntry.SymbolicLink(Path path, _) -> removed(path, unlink(path), leftovers);
          };
    }
    return emptied && removed(directory, removeDirectory(directory), leftovers);
  }

  private static boolean removed(Path path, Result<Done> result, Leftovers leftovers) {
    result.problem().ifPresent(error -> leftovers.add(path, error));
    return result.succeeded();
  }

  private static Result<Done> except(Errno harmless, Result<Done> result) {
    return result.failedWith(harmless) ? Result.done() : result;
  }
}
