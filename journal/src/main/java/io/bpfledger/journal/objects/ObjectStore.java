package io.bpfledger.journal.objects;

import io.bpfledger.journal.value.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Bytes by their digest, one file each: {@code sha256/<digest>}. A file that is there is whole: it
 * is written and synced under another name first. May be used from many threads of one process.
 */
public final class ObjectStore {

  public static final int OBJECT_BYTES_MAX = 16 * 1024 * 1024;

  private static final FileAttribute<Set<PosixFilePermission>> FOLDER_MODE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));

  private static final Pattern NAME = Pattern.compile("[0-9a-f]{64}");

  private final Path folder;
  private final Path incoming;
  private final Duration grace;
  private final InstantSource clock;
  private final Disk disk;
  private final AtomicLong names = new AtomicLong();

  /** Held while a file's age is judged or renewed: an object put again must not be collected. */
  private final Object ages = new Object();

  private int holds;

  private ObjectStore(Path folder, Path incoming, Duration grace, InstantSource clock, Disk disk) {
    this.folder = folder;
    this.incoming = incoming;
    this.grace = grace;
    this.clock = clock;
    this.disk = disk;
  }

  /**
   * Opens the store in a folder of a state folder, and makes it if it is not there. What an earlier
   * process left half-written is removed, so only one process may have it open.
   *
   * @param grace how long an object may be there before an event names it
   */
  public static ObjectStore open(Path objects, Duration grace, InstantSource clock)
      throws IOException {
    return open(objects, grace, clock, Disk.REAL);
  }

  static ObjectStore open(Path objects, Duration grace, InstantSource clock, Disk disk)
      throws IOException {
    Path folder = Files.createDirectories(objects.resolve("sha256"), FOLDER_MODE);
    Path incoming = Files.createDirectories(objects.resolve("incoming"), FOLDER_MODE);
    for (Path leftover : list(incoming)) {
      Files.delete(leftover);
    }
    disk.sync(objects);
    disk.sync(objects.resolve(".."));
    return new ObjectStore(folder, incoming, grace, clock, disk);
  }

  /** The store of a folder that another process may use; only to be read. */
  public static ObjectStore reading(Path objects) {
    return new ObjectStore(
        objects.resolve("sha256"),
        objects.resolve("incoming"),
        Duration.ofSeconds(Long.MAX_VALUE),
        InstantSource.system(),
        Disk.REAL);
  }

  /** Stores bytes; when this returns they are safe on disk. */
  public Digest put(byte[] bytes) throws IOException {
    if (bytes.length > OBJECT_BYTES_MAX) {
      throw new IllegalArgumentException(
          "an object of " + bytes.length + " bytes; at most " + OBJECT_BYTES_MAX + " are stored");
    }
    Digest digest = Digest.over(bytes);
    if (renew(digest) && get(digest) instanceof StoredObject.Intact) {
      // Whoever stored it may not have come to this yet.
      disk.sync(folder);
      return digest;
    }
    Path written = incoming.resolve(digest + "-" + names.incrementAndGet());
    try {
      disk.write(written, bytes, clock.instant());
      disk.sync(written);
      disk.rename(written, file(digest));
    } catch (IOException failure) {
      discard(written, failure);
      throw failure;
    }
    disk.sync(folder);
    return digest;
  }

  /** What a full disk let through must not keep it full. */
  private static void discard(Path written, IOException failure) {
    try {
      Files.deleteIfExists(written);
    } catch (IOException worse) {
      failure.addSuppressed(worse);
    }
  }

  /** Starts the grace period of an object anew; false if it is not there. */
  private boolean renew(Digest digest) throws IOException {
    synchronized (ages) {
      if (!Files.exists(file(digest))) {
        return false;
      }
      Files.setLastModifiedTime(file(digest), FileTime.from(clock.instant()));
      return true;
    }
  }

  /** Reads an object and checks it. */
  public StoredObject get(Digest digest) throws IOException {
    Path file = file(digest);
    byte[] bytes;
    try {
      long size = Files.size(file);
      if (size > OBJECT_BYTES_MAX) {
        return new StoredObject.Damaged(digest, "it has " + size + " bytes, more than any object");
      }
      bytes = Files.readAllBytes(file);
    } catch (NoSuchFileException missing) {
      return new StoredObject.Missing(digest);
    }
    Digest found = Digest.over(bytes);
    return found.equals(digest)
        ? new StoredObject.Intact(digest, bytes)
        : new StoredObject.Damaged(digest, "its bytes have the digest " + found);
  }

  /** Everything stored, in order. */
  public List<Digest> all() throws IOException {
    List<Digest> digests = new ArrayList<>();
    for (Path file : list(folder)) {
      String name = file.getFileName().toString();
      if (NAME.matcher(name).matches()) {
        digests.add(Digest.parse(name));
      }
    }
    return digests;
  }

  /** Files among the objects that are none. */
  public List<String> strangers() throws IOException {
    return list(folder).stream()
        .map(file -> file.getFileName().toString())
        .filter(name -> !NAME.matcher(name).matches())
        .toList();
  }

  /** What no event names and what was not stored just now either. */
  public List<Digest> collectable(Predicate<Digest> named) throws IOException {
    Instant before = clock.instant().minus(grace);
    List<Digest> digests = new ArrayList<>();
    for (Digest digest : all()) {
      if (!named.test(digest) && storedBefore(digest, before)) {
        digests.add(digest);
      }
    }
    return digests;
  }

  /**
   * Deletes what {@link #collectable} gave, once that is on record; what was stored again in the
   * meantime stays, and everything while there is a {@link #hold}.
   *
   * @return what was deleted
   */
  public List<Digest> collect(List<Digest> collectable) throws IOException {
    Instant before = clock.instant().minus(grace);
    List<Digest> deleted = new ArrayList<>();
    for (Digest digest : collectable) {
      synchronized (ages) {
        if (holds == 0 && storedBefore(digest, before)) {
          Files.delete(file(digest));
          deleted.add(digest);
        }
      }
    }
    disk.sync(folder);
    return deleted;
  }

  /** Keeps everything that is stored for as long as it is open, for whoever copies it. */
  public final class Hold implements AutoCloseable {

    private Hold() {}

    @Override
    public void close() {
      synchronized (ages) {
        holds--;
      }
    }
  }

  public Hold hold() {
    synchronized (ages) {
      holds++;
      return new Hold();
    }
  }

  private boolean storedBefore(Digest digest, Instant time) throws IOException {
    try {
      return Files.getLastModifiedTime(file(digest)).toInstant().isBefore(time);
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  private Path file(Digest digest) {
    return folder.resolve(digest.hex());
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }
}
