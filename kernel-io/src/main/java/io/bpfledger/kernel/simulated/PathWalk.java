package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.simulated.FileNode.Directory;
import io.bpfledger.kernel.simulated.FileNode.Pin;
import io.bpfledger.kernel.simulated.FileNode.Symlink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a path leads: the directory it ends in, the last name, and what has that name now. */
final class PathWalk {

  private static final int SYMLINK_LIMIT = 40;
  private static final int NAME_LIMIT = 255;

  private final List<Directory> passed = new ArrayList<>();
  private Directory parent;
  private String name = "";

  /** The root of the mounted file system that the parent belongs to. */
  private Directory mount;

  private Optional<FileNode> found = Optional.empty();

  private PathWalk(Directory root) {
    this.parent = root.visible();
    this.mount = parent;
  }

  static PathWalk of(Directory root, Path path, boolean followLast) {
    if (!path.isAbsolute()) {
      throw new Refusal(Errno.EINVAL, "the path is not absolute");
    }
    PathWalk walk = new PathWalk(root);
    walk.go(root, path.normalize(), followLast);
    return walk;
  }

  private void go(Directory root, Path path, boolean followLast) {
    Path way = path;
    int symlinks = 0;
    int depth = 0;
    Directory at = parent;
    while (depth < way.getNameCount()) {
      String next = way.getName(depth).toString();
      boolean last = depth == way.getNameCount() - 1;
      Optional<FileNode> node = lookUp(at, next);
      if (node.isPresent() && node.get() instanceof Symlink link && (!last || followLast)) {
        symlinks++;
        if (symlinks > SYMLINK_LIMIT) {
          throw new Refusal(Errno.ELOOP, "too many symbolic links");
        }
        way = follow(way, depth, link);
        depth = 0;
        passed.clear();
        at = root.visible();
        mount = at;
        continue;
      }
      passed.add(at);
      if (last) {
        parent = at;
        name = next;
        found = node;
      } else {
        at = enter(node);
      }
      depth++;
    }
  }

  /** The way on, from the root, after the symbolic link that is its name at this depth. */
  private static Path follow(Path way, int depth, Symlink link) {
    Path here = depth == 0 ? way.getRoot() : way.getRoot().resolve(way.subpath(0, depth));
    Path there = here.resolve(link.target());
    Path on =
        depth + 1 < way.getNameCount()
            ? there.resolve(way.subpath(depth + 1, way.getNameCount()))
            : there;
    return on.normalize();
  }

  private Directory enter(Optional<FileNode> node) {
    return switch (node.orElseThrow(() -> new Refusal(Errno.ENOENT, "a directory is missing"))) {
      case Directory directory -> {
        Directory visible = directory.visible();
        if (visible != directory) {
          mount = visible;
        }
        yield visible;
      }
      case Pin _, Symlink _ -> throw new Refusal(Errno.ENOTDIR, "part of the path is no directory");
    };
  }

  /** A bpffs keeps names with a dot to itself, and says so to whoever looks for one. */
  private static Optional<FileNode> lookUp(Directory directory, String name) {
    Optional<FileNode> node = directory.child(name);
    if (node.isEmpty() && name.length() > NAME_LIMIT) {
      throw new Refusal(Errno.ENAMETOOLONG, "a name has at most " + NAME_LIMIT + " characters");
    }
    if (node.isEmpty() && directory.isBpffs() && name.indexOf('.') >= 0) {
      throw new Refusal(Errno.EPERM, "a bpffs takes no names with a '.'");
    }
    return node;
  }

  boolean isRoot() {
    return name.isEmpty();
  }

  Directory parent() {
    return parent;
  }

  String name() {
    return name;
  }

  Directory mount() {
    return mount;
  }

  /** What has the last name, not looking at what may be mounted over it. */
  Optional<FileNode> uncovered() {
    return isRoot() ? Optional.of(parent) : found;
  }

  /** What the path leads to; for a mount point the root of what is mounted. */
  Optional<FileNode> node() {
    return uncovered()
        .map(node -> node instanceof Directory directory ? directory.visible() : node);
  }

  /** Whether the way to the parent led through this directory. */
  boolean passedThrough(FileNode directory) {
    return passed.stream().anyMatch(seen -> seen == directory);
  }
}
