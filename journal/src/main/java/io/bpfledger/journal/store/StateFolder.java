package io.bpfledger.journal.store;

import io.bpfledger.journal.store.database.PrivateFile;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/**
 * The folder with everything that a host's ledger keeps on disk. Nobody but its owner may look into
 * it: mode 0700, and 0600 for the files in it.
 */
public record StateFolder(Path path) {

  static final String DATABASE = "ledger.db";

  private static final Set<PosixFilePermission> FOLDER_MODE =
      PosixFilePermissions.fromString("rwx------");

  public Path database() {
    return path.resolve(DATABASE);
  }

  public Path objects() {
    return path.resolve("objects");
  }

  Path lock() {
    return path.resolve("lock");
  }

  Path holder() {
    return path.resolve("holder");
  }

  /** Makes the folder. */
  public void create() throws IOException {
    Files.createDirectories(path, PosixFilePermissions.asFileAttribute(FOLDER_MODE));
    // SQLite syncs what is in the folder; that there is a folder, nobody else does.
    try (FileChannel above = FileChannel.open(path.resolve(".."), StandardOpenOption.READ)) {
      above.force(true);
    }
  }

  /** Makes the folder if it is not there, and closes it to others if it is. */
  Optional<StoreRefusal> prepare() throws IOException {
    if (!Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      create();
    }
    if (!Files.isDirectory(path)) {
      return Optional.of(new StoreRefusal.Folder(path.toString(), "it is not a folder"));
    }
    String owner = Files.getOwner(path).getName();
    String user = System.getProperty("user.name", "");
    if (!owner.equals(user)) {
      return Optional.of(
          new StoreRefusal.Folder(
              path.toString(), "it belongs to " + owner + ", and this service runs as " + user));
    }
    restrict(path, FOLDER_MODE);
    return Optional.empty();
  }

  /** Makes the database file before SQLite does, so that it is never readable by others. */
  void prepareDatabase() throws IOException {
    try {
      PrivateFile.create(database());
    } catch (FileAlreadyExistsException there) {
      restrict(database(), PrivateFile.MODE);
    }
  }

  private static void restrict(Path file, Set<PosixFilePermission> mode) throws IOException {
    if (!Files.getPosixFilePermissions(file).equals(mode)) {
      Files.setPosixFilePermissions(file, mode);
    }
  }
}
