package io.bpfledger.kernel.simulated;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Something with a path. */
sealed interface FileNode {

  /** What keeps a kernel object alive; a file of the kernel's own keeps none. */
  record Pin(Optional<KernelObject> object) implements FileNode {}

  record Symlink(String target) implements FileNode {}

  /** A directory, plain or of a bpffs; other file systems may be mounted over it, in layers. */
  final class Directory implements FileNode {

    private final boolean bpffs;
    private final TreeMap<String, FileNode> children = new TreeMap<>();
    private final Deque<Directory> covers = new ArrayDeque<>();

    Directory(boolean bpffs) {
      this.bpffs = bpffs;
    }

    boolean isBpffs() {
      return bpffs;
    }

    SortedMap<String, FileNode> children() {
      return Collections.unmodifiableSortedMap(children);
    }

    Optional<FileNode> child(String name) {
      return Optional.ofNullable(children.get(name));
    }

    void put(String name, FileNode node) {
      children.put(name, node);
    }

    void remove(String name) {
      children.remove(name);
    }

    boolean isEmpty() {
      return children.isEmpty();
    }

    boolean isCovered() {
      return !covers.isEmpty();
    }

    void cover(Directory mounted) {
      covers.push(mounted);
    }

    /** Takes away what was mounted last, the visible one. */
    Directory uncoverLast() {
      Directory top = covers.peek();
      if (top != null && top.isCovered()) {
        return top.uncoverLast();
      }
      return covers.pop();
    }

    /** Whether something is mounted on a directory anywhere below. */
    boolean holdsMounts() {
      return children.values().stream()
          .anyMatch(
              node ->
                  node instanceof Directory below && (below.isCovered() || below.holdsMounts()));
    }

    /** What a path to this directory leads to: the root of what was mounted last. */
    Directory visible() {
      Directory top = covers.peek();
      return top == null ? this : top.visible();
    }

    /** The file system goes away with all its pins. */
    void releaseAll() {
      for (FileNode node : List.copyOf(children.values())) {
        switch (node) {
          case Directory directory -> directory.releaseAll();
          case Pin pin -> pin.object().ifPresent(KernelObject::releaseForUser);
          case Symlink _ -> {}
        }
      }
      children.clear();
      while (!covers.isEmpty()) {
        covers.pop().releaseAll();
      }
    }

    void collectPinned(List<KernelObject> found) {
      for (FileNode node : children.values()) {
        switch (node) {
          case Directory directory -> directory.collectPinned(found);
          case Pin pin -> pin.object().ifPresent(found::add);
          case Symlink _ -> {}
        }
      }
      covers.forEach(mounted -> mounted.collectPinned(found));
    }
  }
}
