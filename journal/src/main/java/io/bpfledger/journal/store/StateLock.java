package io.bpfledger.journal.store;

import io.bpfledger.journal.store.database.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a second service out of a state folder. The kernel releases the lock when the process ends,
 * however it ends; who holds it stands in a file of its own.
 *
 * <p>Locks of this kind belong to the process, and closing <em>any</em> descriptor of the locked
 * file drops them. Therefore the lock file is opened by nobody else, and a second attempt within
 * this process is turned away before it opens it.
 */
public final class StateLock implements AutoCloseable {

  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path folder;
  private final FileChannel channel;
  private final FileLock lock;

  private StateLock(Path folder, FileChannel channel, FileLock lock) {
    this.folder = folder;
    this.channel = channel;
    this.lock = lock;
  }

  /** Empty if somebody else holds it. */
  public static Optional<StateLock> acquire(StateFolder folder, InstantSource clock)
      throws IOException {
    Path real = folder.path().toRealPath();
    if (!HELD_HERE.add(real)) {
      return Optional.empty();
    }
    boolean held = false;
    try {
      StateLock acquired = lock(real, folder.lock());
      if (acquired == null) {
        return Optional.empty();
      }
      try {
        writeHolder(folder, clock);
      } catch (IOException failure) {
        acquired.channel.close();
        throw failure;
      }
      held = true;
      return Optional.of(acquired);
    } finally {
      if (!held) {
        HELD_HERE.remove(real);
      }
    }
  }

  private static @Nullable StateLock lock(Path real, Path file) throws IOException {
    FileChannel channel =
        FileChannel.open(
            file,
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
            PosixFilePermissions.asFileAttribute(PrivateFile.MODE));
    FileLock lock = channel.tryLock();
    if (lock == null) {
      channel.close();
      return null;
    }
    return new StateLock(real, channel, lock);
  }

  /** Who holds the lock of a folder, as it wrote when it took it. */
  public static Holder holder(StateFolder folder) throws IOException {
    if (!Files.exists(folder.holder())) {
      return new Holder("another process", "");
    }
    String[] lines = Files.readString(folder.holder()).split("\n", 3);
    return new Holder(lines[0], lines.length > 1 ? lines[1] : "");
  }

  /** Written aside and renamed, so that nobody reads half of it. */
  private static void writeHolder(StateFolder folder, InstantSource clock) throws IOException {
    Path written = folder.path().resolve("holder.tmp");
    Files.writeString(written, thisProcess() + "\n" + clock.instant() + "\n");
    Files.setPosixFilePermissions(written, PrivateFile.MODE);
    Files.move(
        written,
        folder.holder(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  static String thisProcess() throws IOException {
    String comm = Files.readString(Path.of("/proc/self/comm"), StandardCharsets.UTF_8).strip();
    return "pid " + ProcessHandle.current().pid() + " (" + comm + ")";
  }

  @Override
  public void close() throws IOException {
    try {
      lock.release();
      channel.close();
    } finally {
      HELD_HERE.remove(folder);
    }
  }
}
