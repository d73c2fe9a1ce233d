package io.bpfledger.kernel;

import java.nio.file.Path;
import java.util.List;

/**
 * The file system of pins. A pin keeps its object alive. Names that hold a '.' are refused by the
 * kernel (EPERM); rename is atomic, of directories too.
 */
public interface Bpffs {

  /** Mounts a bpffs of mode 0700 at a directory, which is made if it is missing. */
  Result<Done> mount(Path directory);

  Result<Done> unmount(Path directory);

  /** Whether a bpffs is mounted at just that directory. */
  Result<Boolean> isMounted(Path directory);

  /** EEXIST when the path is taken, ENOENT when its directory is missing, EPERM outside a bpffs. */
  Result<Done> pin(Handle object, Path path);

  /** Opens what is pinned at a path, whatever it is. */
  Result<Handle> open(Path path);

  /** Makes one directory; EEXIST when the path is taken. */
  Result<Done> makeDirectory(Path path);

  /** ENOTEMPTY when something is in it. */
  Result<Done> removeDirectory(Path path);

  /**
   * Moves a pin, or a directory with all in it, at once. An existing pin at the target is replaced.
   */
  Result<Done> rename(Path from, Path to);

  /** Removes a pin or a symbolic link. */
  Result<Done> unlink(Path path);

  Result<Done> symlink(String target, Path path);

  /** What is in a directory, by name. */
  Result<List<BpffsEntry>> list(Path directory);
}
