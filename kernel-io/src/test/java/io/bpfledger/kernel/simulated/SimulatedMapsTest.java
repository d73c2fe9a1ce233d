package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static io.bpfledger.kernel.simulated.Bench.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.Maps;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.UpdateMode;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class SimulatedMapsTest {

  private final Bench bench = new Bench();
  private final Maps maps = bench.process.maps();

  @Test
  void anArrayHasAllItsValuesFromTheStartAndKeepsThem() {
    MapHandle array = bench.map(MapType.ARRAY, 2);

    assertThat(maps.lookup(array, number(1)).orThrow().orElseThrow()).isEqualTo(number(0));
    assertThat(maps.lookup(array, number(2)).orThrow()).isEmpty();
    assertThat(errno(maps.delete(array, number(1)))).isEqualTo(Errno.EINVAL);
    assertThat(errno(maps.update(array, number(2), number(9), UpdateMode.ANY)))
        .isEqualTo(Errno.E2BIG);
    assertThat(errno(maps.update(array, number(1), number(9), UpdateMode.ONLY_NEW)))
        .isEqualTo(Errno.EEXIST);
  }

  @Test
  void aFullHashTakesNoNewKeyButNewValues() {
    MapHandle hash = bench.map(MapType.HASH, 1);
    maps.update(hash, number(1), number(10), UpdateMode.ONLY_NEW).orThrow();

    assertThat(errno(maps.update(hash, number(2), number(20), UpdateMode.ANY)))
        .isEqualTo(Errno.E2BIG);
    maps.update(hash, number(1), number(11), UpdateMode.ONLY_EXISTING).orThrow();
    assertThat(maps.lookup(hash, number(1)).orThrow().orElseThrow()).isEqualTo(number(11));
  }

  @Test
  void updateModesFindWhatTheyExpectOrRefuse() {
    MapHandle hash = bench.map(MapType.HASH, 4);

    assertThat(errno(maps.update(hash, number(1), number(1), UpdateMode.ONLY_EXISTING)))
        .isEqualTo(Errno.ENOENT);
    maps.update(hash, number(1), number(1), UpdateMode.ONLY_NEW).orThrow();
    assertThat(errno(maps.update(hash, number(1), number(1), UpdateMode.ONLY_NEW)))
        .isEqualTo(Errno.EEXIST);
    maps.delete(hash, number(1)).orThrow();
    assertThat(errno(maps.delete(hash, number(1)))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void anLruHashDropsTheOldestInsteadOfRefusing() {
    MapHandle hash = bench.map(MapType.LRU_HASH, 1);
    maps.update(hash, number(1), number(1), UpdateMode.ANY).orThrow();

    maps.update(hash, number(2), number(2), UpdateMode.ANY).orThrow();

    assertThat(maps.lookup(hash, number(1)).orThrow()).isEmpty();
    assertThat(maps.lookup(hash, number(2)).orThrow()).isPresent();
  }

  @Test
  void keysAreWalkedToTheirEnd() {
    MapHandle hash = bench.map(MapType.HASH, 4);
    maps.update(hash, number(5), number(0), UpdateMode.ANY).orThrow();
    maps.update(hash, number(6), number(0), UpdateMode.ANY).orThrow();

    byte[] first = maps.nextKey(hash, Optional.empty()).orThrow().orElseThrow();
    byte[] second = maps.nextKey(hash, Optional.of(first)).orThrow().orElseThrow();

    assertThat(first).isEqualTo(number(5));
    assertThat(second).isEqualTo(number(6));
    assertThat(maps.nextKey(hash, Optional.of(second)).orThrow()).isEmpty();
    assertThat(maps.nextKey(hash, Optional.of(number(99))).orThrow().orElseThrow())
        .isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource(names = {"PERCPU_ARRAY", "PERCPU_HASH"})
  void aPerCpuValueIsThatOfAllCpusInWholeWords(MapType type) {
    MapHandle map = bench.map(type, 2);

    assertThat(errno(maps.update(map, number(0), new byte[4], UpdateMode.ANY)))
        .isEqualTo(Errno.EINVAL);
    maps.update(map, number(0), new byte[16], UpdateMode.ANY).orThrow();
    assertThat(maps.lookup(map, number(0)).orThrow().orElseThrow()).hasSize(16);
  }

  @Test
  void aTrieFindsTheLongestPrefix() {
    MapHandle trie = maps.create(new MapSpec(MapType.LPM_TRIE, "routes", 8, 4, 8, 1)).orThrow();
    byte[] wide = {8, 0, 0, 0, 10, 0, 0, 0};
    byte[] narrow = {16, 0, 0, 0, 10, 1, 0, 0};
    maps.update(trie, wide, number(1), UpdateMode.ANY).orThrow();
    maps.update(trie, narrow, number(2), UpdateMode.ANY).orThrow();

    byte[] host = {32, 0, 0, 0, 10, 1, 2, 3};
    byte[] other = {32, 0, 0, 0, 10, 9, 2, 3};
    assertThat(maps.lookup(trie, host).orThrow().orElseThrow()).isEqualTo(number(2));
    assertThat(maps.lookup(trie, other).orThrow().orElseThrow()).isEqualTo(number(1));
  }

  @Test
  void aQueueGivesTheOldestAndAStackTheNewest() {
    MapHandle queue = maps.create(new MapSpec(MapType.QUEUE, "q", 0, 4, 2, 0)).orThrow();
    MapHandle stack = maps.create(new MapSpec(MapType.STACK, "s", 0, 4, 2, 0)).orThrow();
    for (MapHandle map : new MapHandle[] {queue, stack}) {
      maps.update(map, new byte[0], number(1), UpdateMode.ANY).orThrow();
      maps.update(map, new byte[0], number(2), UpdateMode.ANY).orThrow();
      assertThat(errno(maps.update(map, new byte[0], number(3), UpdateMode.ANY)))
          .isEqualTo(Errno.E2BIG);
    }

    assertThat(maps.lookup(queue, new byte[0]).orThrow().orElseThrow()).isEqualTo(number(1));
    assertThat(maps.lookup(stack, new byte[0]).orThrow().orElseThrow()).isEqualTo(number(2));
  }

  @Test
  void aFrozenMapCanBeReadButNotWrittenAndNotFrozenAgain() {
    MapHandle map = bench.map(MapType.HASH, 4);
    maps.freeze(map).orThrow();

    assertThat(errno(maps.update(map, number(1), number(1), UpdateMode.ANY)))
        .isEqualTo(Errno.EPERM);
    assertThat(errno(maps.delete(map, number(1)))).isEqualTo(Errno.EPERM);
    assertThat(errno(maps.freeze(map))).isEqualTo(Errno.EPERM);
    assertThat(maps.lookup(map, number(1)).orThrow()).isEmpty();
  }

  @Test
  void theFlagsForReadingOnlyBindTheFirstHandleAlone() {
    MapHandle first = maps.create(new MapSpec(MapType.HASH, "ro", 4, 4, 1, 1 << 3)).orThrow();
    MapHandle second = maps.open(maps.info(first).orThrow().id()).orThrow();

    assertThat(errno(maps.update(first, number(1), number(1), UpdateMode.ANY)))
        .isEqualTo(Errno.EPERM);
    maps.update(second, number(1), number(1), UpdateMode.ANY).orThrow();
    assertThat(maps.info(second).orThrow().flags()).isZero();
  }

  @Test
  void aSlotOfAProgramArrayTakesProgramsOfOneFlavourOnly() {
    MapHandle array = bench.map(MapType.PROG_ARRAY, 2);
    ProgramHandle xdp = bench.program("xdp", "x");

    maps.setProgram(array, 0, xdp).orThrow();

    assertThat(maps.programAt(array, 0).orThrow()).contains(bench.id(xdp));
    assertThat(maps.programAt(array, 1).orThrow()).isEmpty();
    assertThat(errno(maps.setProgram(array, 1, bench.program("tc", "t")))).isEqualTo(Errno.EINVAL);
    assertThat(errno(maps.setProgram(array, 1, bench.program("xdp.frags", "f"))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(maps.setProgram(array, 2, xdp))).isEqualTo(Errno.E2BIG);
    assertThat(errno(maps.delete(array, number(1)))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void theFlavourOfAProgramArrayOutlivesItsPrograms() {
    MapHandle array = bench.map(MapType.PROG_ARRAY, 2);
    maps.setProgram(array, 0, bench.program("xdp", "x")).orThrow();
    maps.delete(array, number(0)).orThrow();

    assertThat(errno(maps.setProgram(array, 0, bench.program("tc", "t")))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void aRingBufferHasNoValuesByKey() {
    MapHandle ring = maps.create(new MapSpec(MapType.RINGBUF, "r", 0, 0, 4096, 0)).orThrow();

    assertThat(errno(maps.lookup(ring, new byte[0]))).isEqualTo(Errno.ENOTSUPP);
  }

  @Test
  void impossibleMapsAreRefused() {
    assertThat(errno(maps.create(new MapSpec(MapType.HASH, "m", 0, 4, 1, 0))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(maps.create(new MapSpec(MapType.ARRAY, "m", 8, 4, 1, 0))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(maps.create(new MapSpec(MapType.HASH, "a name", 4, 4, 1, 0))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(maps.create(new MapSpec(MapType.HASH, "m", 4, 1 << 25, 1, 0))))
        .isEqualTo(Errno.E2BIG);
    assertThat(errno(maps.create(new MapSpec(MapType.HASH, "m", 4, 1 << 20, 1 << 30, 0))))
        .isEqualTo(Errno.ENOMEM);
    assertThat(errno(maps.create(new MapSpec(MapType.RINGBUF, "m", 0, 0, 5000, 0))))
        .isEqualTo(Errno.EINVAL);
    assertThat(errno(maps.create(new MapSpec(MapType.STRUCT_OPS, "m", 4, 4, 1, 0))))
        .isEqualTo(Errno.EINVAL);
  }

  @Test
  void anUnknownIdIsGone() {
    assertThat(errno(maps.open(new MapId(77)))).isEqualTo(Errno.ENOENT);
    assertThat(errno(maps.describe(new MapId(77)))).isEqualTo(Errno.ENOENT);
  }

  @Test
  void usingAClosedHandleIsAMistakeOfTheCaller() {
    MapHandle map = bench.map(MapType.HASH, 1);
    map.close();

    assertThat(map.isOpen()).isFalse();
    assertThatThrownBy(() -> maps.info(map)).isInstanceOf(IllegalStateException.class);
    map.close();
  }

  @Test
  void aHandleOfAnotherProcessIsNoHandleHere() {
    MapHandle foreign =
        bench
            .host
            .startProcess("other")
            .maps()
            .create(new MapSpec(MapType.HASH, "m", 4, 4, 1, 0))
            .orThrow();

    assertThatThrownBy(() -> maps.info(foreign)).isInstanceOf(IllegalArgumentException.class);
  }
}
