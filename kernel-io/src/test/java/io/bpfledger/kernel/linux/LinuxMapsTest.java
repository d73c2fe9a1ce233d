package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@RealKernel
final class LinuxMapsTest {

  private static final int READ_ONLY_FOR_USERS = 1 << 3;

  private final LinuxMaps maps = new LinuxMaps();
  private final LinuxPrograms programs = new LinuxPrograms();

  @Test
  void infoTellsWhatWasMade() {
    int withoutPreallocation = 1;
    MapSpec spec = new MapSpec(MapType.HASH, "info.of_me", 6, 24, 77, withoutPreallocation);
    try (MapHandle map = maps.create(spec).orThrow()) {
      MapInfo info = maps.info(map).orThrow();

      assertThat(info.typeNumber()).isEqualTo(MapType.HASH.number());
      assertThat(info.name()).isEqualTo("info.of_me");
      assertThat(info.keySize()).isEqualTo(6);
      assertThat(info.valueSize()).isEqualTo(24);
      assertThat(info.maxEntries()).isEqualTo(77);
      assertThat(info.flags()).isEqualTo(withoutPreallocation);
      assertThat(info.btfId()).isEmpty();
      assertThat(maps.describe(info.id()).orThrow()).isEqualTo(info);
      try (MapHandle again = maps.open(info.id()).orThrow()) {
        assertThat(maps.info(again).orThrow()).isEqualTo(info);
      }
    }
  }

  @Test
  void impossibleMapIsRefused() {
    MapSpec spec = new MapSpec(MapType.ARRAY, "bad_key", 3, 4, 1, 0);

    assertThat(failure(maps.create(spec)).errno()).isEqualTo(Errno.EINVAL);
    assertThat(failure(maps.create(spec)).message()).contains("create map", "bad_key");
  }

  @Test
  void nameTooLongForTheKernelIsRefusedWithTheReason() {
    MapSpec spec = new MapSpec(MapType.ARRAY, "sixteen_letters_", 4, 4, 1, 0);

    assertThat(failure(maps.create(spec)).detail()).contains("at most 15 bytes");
  }

  @Test
  void goneMapIsNotFound() {
    MapHandle map = hash("soon_gone");
    MapId gone = maps.info(map).orThrow().id();
    map.close();
    KernelError error =
        Eventually.get("the end of map " + gone, () -> maps.describe(gone).problem());

    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.operation()).isEqualTo(Operation.DESCRIBE_MAP);
    assertThat(failure(maps.open(gone)).detail()).isEqualTo("it is gone");
  }

  @Test
  void enumerationFindsOurs() {
    try (MapHandle one = hash("enumerated_1");
        MapHandle another = hash("enumerated_2")) {
      List<MapId> ids = new ArrayList<>();
      Optional<MapId> id = maps.next(Optional.empty()).orThrow();
      while (id.isPresent()) {
        ids.add(id.get());
        id = maps.next(id).orThrow();
      }

      assertThat(ids)
          .isSorted()
          .contains(maps.info(one).orThrow().id(), maps.info(another).orThrow().id());
    }
  }

  @Test
  void elementsAreWrittenReadAndDeleted() {
    try (MapHandle map = hash("elements")) {
      assertThat(maps.lookup(map, key(1)).orThrow()).isEmpty();

      maps.update(map, key(1), value(10), UpdateMode.ONLY_NEW).orThrow();
      assertThat(maps.lookup(map, key(1)).orThrow().orElseThrow()).isEqualTo(value(10));
      maps.update(map, key(1), value(11), UpdateMode.ONLY_EXISTING).orThrow();
      maps.update(map, key(1), value(12), UpdateMode.ANY).orThrow();
      assertThat(maps.lookup(map, key(1)).orThrow().orElseThrow()).isEqualTo(value(12));

      maps.delete(map, key(1)).orThrow();
      assertThat(maps.lookup(map, key(1)).orThrow()).isEmpty();
    }
  }

  @Test
  void updateModesAreKept() {
    try (MapHandle map = hash("modes")) {
      Result<?> absent = maps.update(map, key(1), value(1), UpdateMode.ONLY_EXISTING);
      maps.update(map, key(1), value(1), UpdateMode.ANY).orThrow();
      Result<?> taken = maps.update(map, key(1), value(2), UpdateMode.ONLY_NEW);

      assertThat(failure(absent).errno()).isEqualTo(Errno.ENOENT);
      assertThat(failure(taken).errno()).isEqualTo(Errno.EEXIST);
      assertThat(failure(taken).message()).contains("map modes", "a value at that key already");
      assertThat(failure(maps.delete(map, key(9))).errno()).isEqualTo(Errno.ENOENT);
    }
  }

  @Test
  void fullMapAndSlotPastTheEndAreRefused() {
    try (MapHandle full = maps.create(new MapSpec(MapType.HASH, "full", 4, 8, 1, 0)).orThrow();
        MapHandle array = maps.create(new MapSpec(MapType.ARRAY, "array", 4, 8, 2, 0)).orThrow()) {
      maps.update(full, key(1), value(1), UpdateMode.ANY).orThrow();

      assertThat(failure(maps.update(full, key(2), value(2), UpdateMode.ANY)).errno())
          .isEqualTo(Errno.E2BIG);
      assertThat(failure(maps.update(array, key(2), value(2), UpdateMode.ANY)).errno())
          .isEqualTo(Errno.E2BIG);
      assertThat(failure(maps.delete(array, key(0))).detail()).contains("array cannot be deleted");
      assertThat(maps.lookup(array, key(2)).orThrow()).isEmpty();
    }
  }

  @Test
  void keyOrValueOfAnotherSizeNeverReachesTheKernel() {
    try (MapHandle map = hash("sizes")) {
      KernelError shortKey = failure(maps.lookup(map, new byte[3]));
      KernelError longValue = failure(maps.update(map, key(1), new byte[9], UpdateMode.ANY));

      assertThat(shortKey.errno()).isEqualTo(Errno.EINVAL);
      assertThat(shortKey.detail()).isEqualTo("its keys have 4 bytes, not 3");
      assertThat(longValue.detail()).isEqualTo("its values have 8 bytes, not 9");
      assertThat(failure(maps.nextKey(map, Optional.of(new byte[5]))).errno())
          .isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void keysAreWalkedToTheEnd() {
    try (MapHandle map = hash("keys")) {
      for (int number = 1; number <= 5; number++) {
        maps.update(map, key(number), value(number), UpdateMode.ANY).orThrow();
      }
      List<Integer> keys = new ArrayList<>();
      Optional<byte[]> key = maps.nextKey(map, Optional.empty()).orThrow();
      while (key.isPresent()) {
        keys.add(ByteBuffer.wrap(key.get()).order(ByteOrder.nativeOrder()).getInt());
        key = maps.nextKey(map, key).orThrow();
      }

      assertThat(keys).containsExactlyInAnyOrder(1, 2, 3, 4, 5);
    }
  }

  @Test
  void perCpuMapGivesTheValuesOfAllCpus() {
    int cpus = PossibleCpus.count().orThrow();
    try (MapHandle map =
        maps.create(new MapSpec(MapType.PERCPU_ARRAY, "per_cpu", 4, 4, 1, 0)).orThrow()) {
      byte[] values = new byte[8 * cpus];
      for (int cpu = 0; cpu < cpus; cpu++) {
        values[8 * cpu] = (byte) (cpu + 1);
      }
      maps.update(map, key(0), values, UpdateMode.ANY).orThrow();

      assertThat(maps.lookup(map, key(0)).orThrow().orElseThrow()).isEqualTo(values);
      assertThat(failure(maps.update(map, key(0), new byte[4], UpdateMode.ANY)).detail())
          .contains("not 4");
    }
  }

  @Test
  void frozenMapIsReadOnlyForUserSpace() {
    try (MapHandle map = maps.create(new MapSpec(MapType.ARRAY, "ice", 4, 8, 1, 0)).orThrow()) {
      maps.update(map, key(0), value(5), UpdateMode.ANY).orThrow();
      maps.freeze(map).orThrow();

      KernelError refused = failure(maps.update(map, key(0), value(6), UpdateMode.ANY));
      assertThat(refused.errno()).isEqualTo(Errno.EPERM);
      assertThat(refused.detail()).contains("frozen");
      assertThat(maps.lookup(map, key(0)).orThrow().orElseThrow()).isEqualTo(value(5));
      assertThat(failure(maps.freeze(map)).errno()).as("again").isEqualTo(Errno.EPERM);
    }
  }

  @Test
  void mapMadeReadOnlyIsNotWritten() {
    MapSpec spec = new MapSpec(MapType.ARRAY, "read_only", 4, 8, 1, READ_ONLY_FOR_USERS);
    try (MapHandle map = maps.create(spec).orThrow()) {
      assertThat(failure(maps.update(map, key(0), value(1), UpdateMode.ANY)).errno())
          .isEqualTo(Errno.EPERM);
    }
  }

  @Test
  void programArrayHoldsProgramsBySlot() {
    try (MapHandle array = programArray(3);
        ProgramHandle first = ProgramFixture.returningZero("first", ProgramType.XDP);
        ProgramHandle second = ProgramFixture.returningZero("second", ProgramType.XDP)) {
      maps.setProgram(array, 1, first).orThrow();
      assertThat(maps.programAt(array, 1).orThrow()).contains(programs.info(first).orThrow().id());
      assertThat(maps.programAt(array, 0).orThrow()).isEmpty();

      maps.setProgram(array, 1, second).orThrow();
      assertThat(maps.programAt(array, 1).orThrow()).contains(programs.info(second).orThrow().id());

      maps.delete(array, key(1)).orThrow();
      assertThat(maps.programAt(array, 1).orThrow()).isEmpty();
    }
  }

  @Test
  void programArrayTakesOneTypeOnly() {
    try (MapHandle array = programArray(2);
        ProgramHandle xdp = ProgramFixture.returningZero("xdp", ProgramType.XDP);
        ProgramHandle tc = ProgramFixture.returningZero("tc", ProgramType.SCHED_CLS)) {
      maps.setProgram(array, 0, xdp).orThrow();

      KernelError refused = failure(maps.setProgram(array, 1, tc));
      assertThat(refused.errno()).isEqualTo(Errno.EINVAL);
      assertThat(refused.detail()).contains("another type");
      assertThat(failure(maps.setProgram(array, 2, xdp)).errno()).isEqualTo(Errno.E2BIG);
    }
  }

  @Test
  void programGoesIntoNoOtherMap() {
    try (MapHandle map = hash("not_an_array");
        ProgramHandle xdp = ProgramFixture.returningZero("xdp", ProgramType.XDP)) {
      assertThat(failure(maps.setProgram(map, 0, xdp)).detail()).contains("no program array");
      assertThat(failure(maps.programAt(map, 0)).detail()).contains("no program array");
    }
  }

  @Test
  void queueWithoutKeysIsWrittenAndPeeked() {
    try (MapHandle queue = maps.create(new MapSpec(MapType.QUEUE, "queue", 0, 8, 2, 0)).orThrow()) {
      byte[] none = new byte[0];
      maps.update(queue, none, value(3), UpdateMode.ANY).orThrow();

      assertThat(maps.lookup(queue, none).orThrow().orElseThrow()).isEqualTo(value(3));
    }
  }

  @Test
  void ringBufferCannotBeReadByKey() {
    MapSpec spec = new MapSpec(MapType.RINGBUF, "ring", 0, 0, 65536, 0);
    try (MapHandle ring = maps.create(spec).orThrow()) {
      KernelError refused = failure(maps.lookup(ring, new byte[0]));

      assertThat(refused.errno()).isIn(Errno.ENOTSUPP, Errno.EOPNOTSUPP);
    }
  }

  private MapHandle hash(String name) {
    return maps.create(new MapSpec(MapType.HASH, name, 4, 8, 16, 0)).orThrow();
  }

  private MapHandle programArray(int slots) {
    return maps.create(new MapSpec(MapType.PROG_ARRAY, "slots", 4, 4, slots, 0)).orThrow();
  }

  private static byte[] key(int number) {
    return ByteBuffer.allocate(4).order(ByteOrder.nativeOrder()).putInt(number).array();
  }

  private static byte[] value(long number) {
    return ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putLong(number).array();
  }

  private static KernelError failure(Result<?> result) {
    return result.problem().orElseThrow();
  }
}
