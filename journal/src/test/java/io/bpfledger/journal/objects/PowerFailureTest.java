package io.bpfledger.journal.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.objects.ForgetfulDisk.PowerFailed;
import io.bpfledger.journal.value.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An object is there whole or not at all, and there for ever once it is said to be stored. */
final class PowerFailureTest {

  private static final byte[] BYTES = "some bytecode".getBytes(StandardCharsets.UTF_8);
  private static final Digest DIGEST = Digest.over(BYTES);
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  @TempDir private Path scratch;

  private ObjectStore open(Path objects, Disk disk) throws IOException {
    return ObjectStore.open(objects, Duration.ofHours(1), CLOCK, disk);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void powerThatFailsWhileStoringLeavesNoHalfObject(boolean newNames) throws IOException {
    int steps = 0;
    boolean stored = false;
    while (!stored) {
      Path objects = scratch.resolve("objects-" + steps);
      ForgetfulDisk disk = new ForgetfulDisk();
      ObjectStore store = open(objects, disk);
      disk.failAfter(steps);
      stored = stores(store);
      disk.forget(newNames);

      StoredObject found = open(objects, Disk.REAL).get(DIGEST);

      assertThat(found).as("after " + steps + " steps").isNotInstanceOf(StoredObject.Damaged.class);
      if (stored) {
        assertThat(found).as("said to be stored").isInstanceOf(StoredObject.Intact.class);
      }
      steps++;
    }
    assertThat(steps - 1).as("write, sync, rename, sync").isEqualTo(4);
  }

  private static boolean stores(ObjectStore store) throws IOException {
    try {
      store.put(BYTES);
      return true;
    } catch (PowerFailed failed) {
      return false;
    }
  }

  @Test
  void objectThatAnotherThreadHasNotSyncedYetIsSyncedByWhoeverFindsIt() throws IOException {
    Path objects = scratch.resolve("objects");
    ForgetfulDisk disk = new ForgetfulDisk();
    ObjectStore store = open(objects, disk);
    disk.failAfter(3);
    assertThat(stores(store)).as("stopped before the last sync").isFalse();

    disk.failAfter(Integer.MAX_VALUE);
    store.put(BYTES);
    disk.forget(false);

    assertThat(open(objects, Disk.REAL).get(DIGEST)).isInstanceOf(StoredObject.Intact.class);
  }

  /** Lets half of the bytes through, as a full disk does. */
  private static final class FullDisk implements Disk {

    @Override
    public void write(Path file, byte[] bytes, Instant time) throws IOException {
      Files.write(file, new byte[bytes.length / 2]);
      throw new IOException("No space left on device");
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
      REAL.rename(from, to);
    }

    @Override
    public void sync(Path path) throws IOException {
      REAL.sync(path);
    }
  }

  @Test
  void fullDiskIsNotKeptFullByWhatWasHalfWritten() throws IOException {
    Path objects = scratch.resolve("objects");
    ObjectStore store = open(objects, new FullDisk());

    assertThatThrownBy(() -> store.put(BYTES)).hasMessageContaining("No space left");

    assertThat(objects.resolve("incoming")).isEmptyDirectory();
    assertThat(store.get(DIGEST)).isInstanceOf(StoredObject.Missing.class);
  }
}
