package io.bpfledger.journal.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.journal.value.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectStoreTest {

  private static final Duration GRACE = Duration.ofHours(1);
  private static final byte[] BYTES = "some bytecode".getBytes(StandardCharsets.UTF_8);
  private static final byte[] OTHER = "other bytecode".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path scratch;
  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    store = ObjectStore.open(objects(), GRACE, now::get);
  }

  private Path objects() {
    return scratch.resolve("objects");
  }

  private Path file(Digest digest) {
    return objects().resolve("sha256").resolve(digest.hex());
  }

  private void pass(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  @Test
  void storedBytesAreReadBackByTheirDigest() throws IOException {
    Digest digest = store.put(BYTES);

    assertThat(digest).isEqualTo(Digest.over(BYTES));
    assertThat(Files.readAllBytes(file(digest))).isEqualTo(BYTES);
    assertThat(store.get(digest))
        .isInstanceOfSatisfying(
            StoredObject.Intact.class, object -> assertThat(object.toByteArray()).isEqualTo(BYTES));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file(digest))))
        .isEqualTo("rw-------");
    assertThat(objects().resolve("incoming")).isEmptyDirectory();
  }

  @Test
  void unknownDigestIsMissing() throws IOException {
    Digest unknown = Digest.over(OTHER);
    assertThat(store.get(unknown)).isEqualTo(new StoredObject.Missing(unknown));
  }

  @Test
  void objectWithAnotherByteIsDamagedAndMendedByStoringItAgain() throws IOException {
    Digest digest = store.put(BYTES);
    byte[] rotten = BYTES.clone();
    rotten[3] ^= 1;
    Files.write(file(digest), rotten);

    assertThat(store.get(digest)).isInstanceOf(StoredObject.Damaged.class);

    store.put(BYTES);
    assertThat(store.get(digest)).isInstanceOf(StoredObject.Intact.class);
  }

  @Test
  void emptyAndLargestObjectsAreStoredAndLargerOnesAreNot() throws IOException {
    assertThat(store.get(store.put(new byte[0]))).isInstanceOf(StoredObject.Intact.class);
    assertThat(store.get(store.put(new byte[ObjectStore.OBJECT_BYTES_MAX])))
        .isInstanceOf(StoredObject.Intact.class);
    assertThatThrownBy(() -> store.put(new byte[ObjectStore.OBJECT_BYTES_MAX + 1]))
        .hasMessageContaining("16777217 bytes");
    assertThat(store.all()).hasSize(2);
  }

  @Test
  void objectsThatNoEventNamesAreCollectedAfterTheGracePeriod() throws IOException {
    Digest named = store.put(BYTES);
    Digest unnamed = store.put(OTHER);

    pass(GRACE);
    assertThat(store.collectable(Set.of(named)::contains)).isEmpty();

    pass(Duration.ofMillis(1));
    List<Digest> collectable = store.collectable(Set.of(named)::contains);
    assertThat(collectable).containsExactly(unnamed);
    assertThat(store.all()).as("asking deletes nothing").hasSize(2);

    assertThat(store.collect(collectable)).containsExactly(unnamed);
    assertThat(store.all()).containsExactly(named);
    assertThat(store.get(unnamed)).isInstanceOf(StoredObject.Missing.class);
  }

  @Test
  void objectStoredAgainWhileItIsCollectedStays() throws IOException {
    Digest digest = store.put(BYTES);
    pass(GRACE.plusSeconds(1));
    List<Digest> collectable = store.collectable(_ -> false);
    assertThat(collectable).containsExactly(digest);

    store.put(BYTES);

    assertThat(store.collect(collectable)).isEmpty();
    assertThat(store.get(digest)).isInstanceOf(StoredObject.Intact.class);
  }

  @Test
  void nothingIsCollectedWhileSomebodyCopies() throws IOException {
    Digest digest = store.put(BYTES);
    pass(GRACE.plusSeconds(1));
    try (ObjectStore.Hold _ = store.hold()) {
      assertThat(store.collect(List.of(digest))).isEmpty();
    }
    assertThat(store.collect(List.of(digest))).containsExactly(digest);
  }

  @Test
  void collectingTwiceIsNoFailure() throws IOException {
    Digest digest = store.put(BYTES);
    pass(GRACE.plusSeconds(1));
    assertThat(store.collect(List.of(digest))).containsExactly(digest);
    assertThat(store.collect(List.of(digest))).isEmpty();
  }

  @Test
  void fileWithAnotherNameIsNoObject() throws IOException {
    Digest digest = store.put(BYTES);
    Files.write(objects().resolve("sha256").resolve("README"), BYTES);
    assertThat(store.all()).containsExactly(digest);
    assertThat(store.strangers()).containsExactly("README");
  }

  @Test
  void whatACrashLeftHalfWrittenIsRemovedWhenTheStoreIsOpened() throws IOException {
    Digest digest = store.put(BYTES);
    Files.write(objects().resolve("incoming").resolve("half"), new byte[] {1, 2});

    ObjectStore reopened = ObjectStore.open(objects(), GRACE, now::get);

    assertThat(objects().resolve("incoming")).isEmptyDirectory();
    assertThat(reopened.all()).containsExactly(digest);
  }
}
