package io.bpfledger.journal.store.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Files that only their owner may read, from their first moment on. */
public final class PrivateFile {

  public static final Set<PosixFilePermission> MODE = PosixFilePermissions.fromString("rw-------");

  private PrivateFile() {}

  /** Makes an empty file; whoever writes into it keeps its mode. */
  public static void create(Path file) throws IOException {
    Files.createFile(file, PosixFilePermissions.asFileAttribute(MODE));
    // The process's mask may have taken more than it should.
    Files.setPosixFilePermissions(file, MODE);
  }
}
