package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.simulated.FileNode.Directory;
import io.bpfledger.kernel.simulated.FileNode.Pin;
import io.bpfledger.kernel.simulated.FileNode.Symlink;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The directories of the machine, of which some are mounted bpffs. Only what pins need: plain files
 * do not exist here.
 */
final class FileTree {

  private static final int SYMLINK_LIMIT = 4095;
  private static final List<String> ALWAYS_THERE =
      List.of("/run", "/run/netns", "/tmp", "/var", "/var/lib", "/sys", "/sys/fs", "/sys/fs/bpf");

  private final NoticeBoard notices;
  private final boolean preloadedIterators;
  private final Directory root = new Directory(false);

  FileTree(NoticeBoard notices, boolean preloadedIterators) {
    this.notices = notices;
    this.preloadedIterators = preloadedIterators;
    ALWAYS_THERE.forEach(path -> makeDirectories(Path.of(path)));
  }

  /** Makes a plain directory and all above it, where they are missing. */
  void makeDirectories(Path path) {
    Directory at = root;
    for (Path part : path) {
      String name = part.toString();
      at = at.visible();
      if (at.child(name).isEmpty()) {
        at.put(name, new Directory(at.isBpffs()));
      }
      if (!(at.child(name).orElseThrow() instanceof Directory next)) {
        throw new Refusal(Errno.ENOTDIR, part + " is no directory");
      }
      at = next;
    }
  }

  void mount(Path path) {
    makeDirectories(path);
    Directory mounted = new Directory(true);
    if (preloadedIterators) {
      mounted.put("maps.debug", new Pin(Optional.empty()));
      mounted.put("progs.debug", new Pin(Optional.empty()));
    }
    mountPoint(path).cover(mounted);
  }

  void unmount(Path path) {
    Directory at =
        coveredAt(path).orElseThrow(() -> new Refusal(Errno.EINVAL, "nothing is mounted there"));
    if (at.visible().holdsMounts()) {
      throw new Refusal(Errno.EBUSY, "another file system is mounted in it");
    }
    at.uncoverLast().releaseAll();
  }

  private Optional<Directory> coveredAt(Path path) {
    return find(path)
        .flatMap(PathWalk::uncovered)
        .map(node -> node instanceof Directory at && at.isCovered() ? at : null);
  }

  boolean isMounted(Path path) {
    return coveredAt(path).isPresent();
  }

  /** The way to a path, or nothing when part of the way is missing. */
  private Optional<PathWalk> find(Path path) {
    try {
      return Optional.of(walk(path, true));
    } catch (Refusal refusal) {
      if (refusal.errno().equals(Errno.ENOENT)) {
        return Optional.empty();
      }
      throw refusal;
    }
  }

  private Directory mountPoint(Path path) {
    PathWalk walk = walk(path, true);
    if (walk.uncovered().orElse(null) instanceof Directory at) {
      return at;
    }
    throw new Refusal(Errno.ENOTDIR, "a file system is mounted on a directory");
  }

  void pin(KernelObject object, Path path) {
    PathWalk walk = walk(path, false);
    requireFree(walk);
    if (!walk.parent().isBpffs()) {
      throw new Refusal(Errno.EPERM, "the directory is not on a bpffs");
    }
    object.retainForUser();
    create(walk, new Pin(Optional.of(object)));
  }

  boolean exists(Path path) {
    return find(path).flatMap(PathWalk::node).isPresent();
  }

  /** What is pinned at the path. */
  KernelObject open(Path path) {
    return switch (requirePresent(walk(path, true))) {
      case Pin pin ->
          pin.object()
              .orElseThrow(() -> new Refusal(Errno.ENOENT, "the kernel's own file holds nothing"));
      case Directory _, Symlink _ -> throw new Refusal(Errno.EACCES, "the path is no pin");
    };
  }

  void makeDirectory(Path path) {
    PathWalk walk = walk(path, false);
    requireFree(walk);
    create(walk, new Directory(walk.parent().isBpffs()));
  }

  void symlink(String target, Path path) {
    PathWalk walk = walk(path, false);
    requireFree(walk);
    if (target.isEmpty()) {
      throw new Refusal(Errno.ENOENT, "a symbolic link points somewhere");
    }
    if (target.length() > SYMLINK_LIMIT) {
      throw new Refusal(
          Errno.ENAMETOOLONG, "a symbolic link holds " + SYMLINK_LIMIT + " characters");
    }
    create(walk, new Symlink(target));
  }

  void removeDirectory(Path path) {
    PathWalk walk = walk(path, false);
    Directory directory =
        switch (requireUncovered(walk)) {
          case Directory found -> found;
          case Pin _, Symlink _ -> throw new Refusal(Errno.ENOTDIR, "the path is no directory");
        };
    requireNotBusy(walk, directory);
    if (!directory.isEmpty()) {
      throw new Refusal(Errno.ENOTEMPTY, "the directory is not empty");
    }
    remove(walk);
  }

  /** Removes a directory with all in it, as {@code rm -r} does. */
  void removeTree(Path path) {
    PathWalk walk = walk(path, false);
    switch (requireUncovered(walk)) {
      case Directory directory -> {
        requireNotBusy(walk, directory);
        for (String child : List.copyOf(directory.children().keySet())) {
          removeTree(path.resolve(child));
        }
        removeDirectory(path);
      }
      case Pin _, Symlink _ -> unlink(path);
    }
  }

  void unlink(Path path) {
    PathWalk walk = walk(path, false);
    switch (requireUncovered(walk)) {
      case Directory _ -> throw new Refusal(Errno.EISDIR, "the path is a directory");
      case Symlink _ -> remove(walk);
      case Pin pin -> {
        remove(walk);
        pin.object().ifPresent(KernelObject::releaseForUser);
      }
    }
  }

  void rename(Path from, Path to) {
    // Linux finds both directories before it looks for a name in either.
    requireDirectoryOf(from);
    requireDirectoryOf(to);
    PathWalk source = walk(from, false);
    if (source.isRoot()) {
      throw new Refusal(Errno.EBUSY, "the root of a file system stays where it is");
    }
    FileNode moved = requireUncovered(source);
    PathWalk target = walk(to, false);
    if (target.isRoot()) {
      throw new Refusal(Errno.EBUSY, "the root of a file system stays where it is");
    }
    if (source.mount() != target.mount()) {
      throw new Refusal(Errno.EXDEV, "the paths are on different file systems");
    }
    Optional<FileNode> replaced = target.uncovered();
    if (moved instanceof Directory directory && target.passedThrough(directory)) {
      throw new Refusal(Errno.EINVAL, "a directory cannot be moved into itself");
    }
    if (replaced.isPresent() && source.passedThrough(replaced.get())) {
      throw new Refusal(Errno.ENOTEMPTY, "the target holds the source");
    }
    if (replaced.isPresent() && replaced.get() == moved) {
      return;
    }
    replaced.ifPresent(old -> requireReplaceable(moved, old));
    if (isMountPoint(moved) || replaced.filter(FileTree::isMountPoint).isPresent()) {
      throw new Refusal(Errno.EBUSY, "a file system is mounted there");
    }
    remove(source);
    target.parent().put(target.name(), moved);
    notices.created(target.parent(), target.name());
    if (replaced.isPresent() && replaced.get() instanceof Pin pin) {
      pin.object().ifPresent(KernelObject::releaseForUser);
    }
  }

  private void requireDirectoryOf(Path path) {
    Path directory = path.getParent();
    if (directory == null) {
      return;
    }
    FileNode node =
        walk(directory, true)
            .node()
            .orElseThrow(() -> new Refusal(Errno.ENOENT, "a directory is missing"));
    if (!(node instanceof Directory)) {
      throw new Refusal(Errno.ENOTDIR, "part of the path is no directory");
    }
  }

  private static void requireReplaceable(FileNode moved, FileNode old) {
    switch (old) {
      case Directory directory -> {
        if (!(moved instanceof Directory)) {
          throw new Refusal(Errno.EISDIR, "the target is a directory");
        }
        if (!directory.isEmpty()) {
          throw new Refusal(Errno.ENOTEMPTY, "the target is not empty");
        }
      }
      case Pin _, Symlink _ -> {
        if (moved instanceof Directory) {
          throw new Refusal(Errno.ENOTDIR, "the target is no directory");
        }
      }
    }
  }

  List<BpffsEntry> list(Path path) {
    Directory directory = directory(path);
    List<BpffsEntry> entries = new ArrayList<>();
    directory
        .children()
        .forEach(
            (name, node) -> {
              Path child = path.resolve(name);
              entries.add(
                  switch (node) {
                    case Directory _ -> new BpffsEntry.Directory(child);
                    case Pin _ -> new BpffsEntry.Pin(child);
                    case Symlink link -> new BpffsEntry.SymbolicLink(child, link.target());
                  });
            });
    return entries;
  }

  /** The directory at a path, as somebody who looks into it sees it. */
  Directory directory(Path path) {
    return switch (requirePresent(walk(path, true))) {
      case Directory found -> found;
      case Pin _, Symlink _ -> throw new Refusal(Errno.ENOTDIR, "the path is no directory");
    };
  }

  /** All pinned objects, one entry for each pin. */
  List<KernelObject> pinned() {
    List<KernelObject> found = new ArrayList<>();
    root.collectPinned(found);
    return found;
  }

  private PathWalk walk(Path path, boolean followLast) {
    return PathWalk.of(root, path, followLast);
  }

  private void create(PathWalk walk, FileNode node) {
    walk.parent().put(walk.name(), node);
    notices.created(walk.parent(), walk.name());
  }

  private void remove(PathWalk walk) {
    walk.parent().remove(walk.name());
    notices.deleted(walk.parent(), walk.name());
  }

  private static void requireFree(PathWalk walk) {
    if (walk.isRoot() || walk.node().isPresent()) {
      throw new Refusal(Errno.EEXIST, "the path is taken");
    }
  }

  private static FileNode requirePresent(PathWalk walk) {
    return walk.node().orElseThrow(() -> new Refusal(Errno.ENOENT, "there is no such path"));
  }

  private static FileNode requireUncovered(PathWalk walk) {
    return walk.uncovered().orElseThrow(() -> new Refusal(Errno.ENOENT, "there is no such path"));
  }

  private static void requireNotBusy(PathWalk walk, Directory directory) {
    if (walk.isRoot() || directory.isCovered()) {
      throw new Refusal(Errno.EBUSY, "a file system is mounted there");
    }
  }

  private static boolean isMountPoint(FileNode node) {
    return node instanceof Directory directory && directory.isCovered();
  }
}
