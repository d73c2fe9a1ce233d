package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.UpdateMode;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class MapContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends ContractTest {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    @Test
    void mapIsAsItWasAskedFor() {
      MapInfo info = kernel().maps().info(hash(8)).orThrow();

      assertThat(info.typeNumber()).isEqualTo(MapType.HASH.number());
      assertThat(info.keySize()).isEqualTo(4);
      assertThat(info.valueSize()).isEqualTo(8);
      assertThat(info.maxEntries()).isEqualTo(8);
      assertThat(info.name()).isEqualTo("hash");
    }

    @Test
    void mapWithoutKeyOrEntriesIsRefused() {
      assertRefused(create(MapType.HASH, "hash", 0, 8, 8), Errno.EINVAL);
      assertRefused(create(MapType.HASH, "hash", 4, 8, 0), Errno.EINVAL);
      assertRefused(create(MapType.ARRAY, "array", 8, 8, 8), Errno.EINVAL);
    }

    @Test
    void nameWithASignTheKernelDoesNotAllowIsRefused() {
      assertRefused(create(MapType.HASH, "no-dash", 4, 8, 8), Errno.EINVAL);
    }

    @Test
    void elementThatIsNotThereIsEmptyAndCannotBeDeleted() {
      MapHandle map = hash(8);

      assertThat(kernel().maps().lookup(map, bytes(1)).orThrow()).isEmpty();
      assertRefused(kernel().maps().delete(map, bytes(1)), Errno.ENOENT);
    }

    @Test
    void updateModesTellNewFromExisting() {
      MapHandle map = hash(8);

      assertRefused(update(map, 1, 10, UpdateMode.ONLY_EXISTING), Errno.ENOENT);
      update(map, 1, 10, UpdateMode.ONLY_NEW).orThrow();
      assertRefused(update(map, 1, 11, UpdateMode.ONLY_NEW), Errno.EEXIST);
      update(map, 1, 12, UpdateMode.ONLY_EXISTING).orThrow();

      assertThat(valueAt(map, 1)).isEqualTo(12);
    }

    @Test
    void fullHashTakesNoMore() {
      MapHandle map = hash(2);
      update(map, 1, 1, UpdateMode.ANY).orThrow();
      update(map, 2, 2, UpdateMode.ANY).orThrow();

      assertRefused(update(map, 3, 3, UpdateMode.ANY), Errno.E2BIG);
      update(map, 2, 20, UpdateMode.ANY).orThrow();
      assertThat(valueAt(map, 2)).isEqualTo(20);
    }

    @Test
    void arrayIsBornFullOfZeroesAndLosesNone() {
      MapHandle map = array(2);

      assertThat(valueAt(map, 1)).isZero();
      assertRefused(kernel().maps().delete(map, bytes(1)), Errno.EINVAL);
      assertRefused(update(map, 2, 1, UpdateMode.ANY), Errno.E2BIG);
      assertRefused(update(map, 1, 1, UpdateMode.ONLY_NEW), Errno.EEXIST);
      assertThat(kernel().maps().lookup(map, bytes(2)).orThrow()).isEmpty();
    }

    @Test
    void keysCanBeWalkedToTheEnd() {
      MapHandle map = hash(8);
      for (int key = 1; key <= 5; key++) {
        update(map, key, key, UpdateMode.ANY).orThrow();
      }

      Set<Integer> keys = new TreeSet<>();
      Optional<byte[]> key = kernel().maps().nextKey(map, Optional.empty()).orThrow();
      while (key.isPresent()) {
        keys.add(intOf(key.get()));
        key = kernel().maps().nextKey(map, key).orThrow();
      }
      assertThat(keys).containsExactly(1, 2, 3, 4, 5);
    }

    @Test
    void emptyMapHasNoFirstKey() {
      assertThat(kernel().maps().nextKey(hash(8), Optional.empty()).orThrow()).isEmpty();
    }

    @Test
    void frozenMapIsReadButNotWritten() {
      MapHandle map = array(1);
      update(map, 0, 7, UpdateMode.ANY).orThrow();
      kernel().maps().freeze(map).orThrow();

      assertRefused(update(map, 0, 8, UpdateMode.ANY), Errno.EPERM);
      assertRefused(kernel().maps().freeze(map), Errno.EPERM);
      assertThat(valueAt(map, 0)).isEqualTo(7);
    }

    @Test
    void mapWithoutHandleAndPinIsGone() {
      MapHandle map = kernel().maps().create(spec(MapType.HASH, "hash", 8)).orThrow();
      MapId id = kernel().maps().info(map).orThrow().id();
      map.close();

      assertRefused(kernel().maps().describe(id), Errno.ENOENT);
      assertRefused(kernel().maps().open(id), Errno.ENOENT);
    }

    @Test
    void openedMapIsTheSameMap() {
      MapHandle map = hash(8);
      MapId id = kernel().maps().info(map).orThrow().id();
      MapHandle again = keep(kernel().maps().open(id));
      update(again, 1, 5, UpdateMode.ANY).orThrow();

      assertThat(valueAt(map, 1)).isEqualTo(5);
    }

    @Test
    void programArrayTellsWhichProgramIsInASlot() {
      MapHandle slots = slots();
      ProgramHandle pass = xdpPass();
      kernel().maps().setProgram(slots, 2, pass).orThrow();

      assertThat(kernel().maps().programAt(slots, 2).orThrow())
          .contains(kernel().programs().info(pass).orThrow().id());
      assertThat(kernel().maps().programAt(slots, 1).orThrow()).isEmpty();
      assertRefused(kernel().maps().setProgram(slots, 4, pass), Errno.E2BIG);
    }

    @Test
    void slotIsEmptiedByDelete() {
      MapHandle slots = slots();
      kernel().maps().setProgram(slots, 2, xdpPass()).orThrow();
      kernel().maps().delete(slots, bytes(2)).orThrow();

      assertThat(kernel().maps().programAt(slots, 2).orThrow()).isEmpty();
      assertRefused(kernel().maps().delete(slots, bytes(2)), Errno.ENOENT);
    }

    @Test
    void programArrayTakesProgramsOfOneTypeAndFlavour() {
      MapHandle slots = slots();
      kernel().maps().setProgram(slots, 0, xdpPass()).orThrow();

      assertRefused(kernel().maps().setProgram(slots, 1, tcOk()), Errno.EINVAL);
      assertRefused(
          kernel().maps().setProgram(slots, 1, program("xdp_verdicts", "pass_frags")),
          Errno.EINVAL);
    }

    @Test
    void programInASlotLivesAsLongAsItIsThere() {
      MapHandle slots = slots();
      var loaded = load("xdp_verdicts", "pass_one");
      var id = kernel().programs().info(loaded.program("pass_one")).orThrow().id();
      kernel().maps().setProgram(slots, 0, loaded.program("pass_one")).orThrow();
      loaded.close();

      assertThat(kernel().programs().describe(id).succeeded()).isTrue();
      kernel().maps().delete(slots, bytes(0)).orThrow();
      Eventually.holds(() -> !kernel().programs().describe(id).succeeded());
      assertRefused(kernel().programs().describe(id), Errno.ENOENT);
    }

    @Test
    void enumerationGoesUpwardsAndMeetsOurMap() {
      MapId id = kernel().maps().info(hash(8)).orThrow().id();

      boolean met = false;
      Optional<MapId> before = Optional.empty();
      Optional<MapId> next = kernel().maps().next(before).orThrow();
      while (next.isPresent()) {
        if (before.isPresent()) {
          assertThat(next.get()).isGreaterThan(before.get());
        }
        met |= next.get().equals(id);
        before = next;
        next = kernel().maps().next(before).orThrow();
      }
      assertThat(met).isTrue();
    }

    private MapHandle hash(int maxEntries) {
      return keep(kernel().maps().create(spec(MapType.HASH, "hash", maxEntries)));
    }

    private MapHandle array(int maxEntries) {
      return keep(kernel().maps().create(spec(MapType.ARRAY, "array", maxEntries)));
    }

    private MapHandle slots() {
      return keep(create(MapType.PROG_ARRAY, "slots", 4, 4, 4));
    }

    private io.bpfledger.kernel.Result<MapHandle> create(
        MapType type, String name, int keySize, int valueSize, int maxEntries) {
      return kernel().maps().create(new MapSpec(type, name, keySize, valueSize, maxEntries, 0));
    }

    private static MapSpec spec(MapType type, String name, int maxEntries) {
      return new MapSpec(type, name, 4, 8, maxEntries, 0);
    }

    private io.bpfledger.kernel.Result<io.bpfledger.kernel.Done> update(
        MapHandle map, int key, long value, UpdateMode mode) {
      return kernel().maps().update(map, bytes(key), bytes(value), mode);
    }

    private long valueAt(MapHandle map, int key) {
      return longOf(kernel().maps().lookup(map, bytes(key)).orThrow().orElseThrow());
    }
  }
}
