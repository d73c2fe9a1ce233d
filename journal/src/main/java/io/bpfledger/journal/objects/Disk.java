package io.bpfledger.journal.objects;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Set;

/**
 * The steps by which a file comes to be on disk, apart, so that a test can cut the power between.
 */
interface Disk {

  /** Makes a file that only its owner can read. It may be lost until it is synced. */
  void write(Path file, byte[] bytes, Instant time) throws IOException;

  /** Gives a file another name in one step. Which of both it has may be lost until a sync. */
  void rename(Path from, Path to) throws IOException;

  /** Brings what a file holds, or which names a folder holds, to the disk. */
  void sync(Path path) throws IOException;

  /** The disk of the machine. */
  Disk REAL =
      new Disk() {
        private static final FileAttribute<Set<PosixFilePermission>> MODE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

        @Override
        public void write(Path file, byte[] bytes, Instant time) throws IOException {
          try (FileChannel channel =
              FileChannel.open(
                  file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), MODE)) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            while (buffer.hasRemaining()) {
              channel.write(buffer);
            }
          }
          Files.setLastModifiedTime(file, FileTime.from(time));
        }

        @Override
        public void rename(Path from, Path to) throws IOException {
          Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void sync(Path path) throws IOException {
          try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
            channel.force(true);
          }
        }
      };
}
