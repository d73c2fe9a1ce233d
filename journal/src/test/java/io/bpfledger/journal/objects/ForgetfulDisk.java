package io.bpfledger.journal.objects;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/**
 * A disk whose power can fail before any step. Then everything that was not synced is as bad as it
 * may be: files are empty, and names are either the new ones or the old ones.
 */
final class ForgetfulDisk implements Disk {

  /** That the power failed. */
  static final class PowerFailed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private record Rename(Path from, Path to) {}

  private final Set<Path> unsynced = new HashSet<>();
  private final Deque<Rename> renames = new ArrayDeque<>();
  private int stepsLeft = Integer.MAX_VALUE;

  /** Lets the power fail when so many steps have been done. */
  void failAfter(int more) {
    stepsLeft = more;
  }

  private void step() {
    if (stepsLeft == 0) {
      throw new PowerFailed();
    }
    stepsLeft--;
  }

  @Override
  public void write(Path file, byte[] bytes, Instant time) throws IOException {
    step();
    REAL.write(file, bytes, time);
    unsynced.add(file);
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    step();
    REAL.rename(from, to);
    renames.push(new Rename(from, to));
    if (unsynced.remove(from)) {
      unsynced.add(to);
    }
  }

  @Override
  public void sync(Path path) throws IOException {
    step();
    REAL.sync(path);
    unsynced.remove(path);
    renames.removeIf(rename -> path.equals(rename.to().getParent()));
  }

  /** What the disk holds when the power is back. */
  void forget(boolean newNames) throws IOException {
    for (Path file : unsynced) {
      Files.write(file, new byte[0]);
    }
    while (!newNames && !renames.isEmpty()) {
      Rename rename = renames.pop();
      Files.move(rename.to(), rename.from(), StandardCopyOption.ATOMIC_MOVE);
    }
  }
}
