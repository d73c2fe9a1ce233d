package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LoadRequest;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.ProgramSelection;
import io.bpfledger.kernel.TestRunRequest;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps that several loads share: handed over, or found by their pins. */
@RealKernel
final class SharedMapsTest {

  private static final int XDP_DROP = 1;
  private static final int XDP_PASS = 2;

  private final LinuxMaps maps = new LinuxMaps();
  private final LinuxPrograms programs = new LinuxPrograms();
  private final LinuxBpffs bpffs = new LinuxBpffs();
  private final LinuxObjects objects = new LinuxObjects(maps, bpffs);

  private final List<LoadedObject> rivals = new ArrayList<>();

  @TempDir Path scratch;
  private Path directory = Path.of("/");

  @BeforeEach
  void mountOne() {
    directory = scratch.resolve("fs");
    bpffs.mount(directory).orThrow();
  }

  @AfterEach
  void unmountIt() {
    rivals.forEach(LoadedObject::close);
    bpffs.unmount(directory).orThrow();
  }

  @Test
  void mapHandedOverIsUsedByBothLoads() {
    try (LoadedObject first = load(TestObject.load("shared_maps", "writer"));
        LoadedObject second = load(sharing("reader", Map.of("counters", first.map("counters"))))) {
      assertThat(id(second, "counters")).isEqualTo(id(first, "counters"));

      assertThat(run(second, "reader")).isEqualTo(XDP_PASS);
      run(first, "writer");
      assertThat(run(second, "reader")).isEqualTo(XDP_DROP);
    }
  }

  @Test
  void sharedMapLivesOnWhenItsFirstLoadIsClosed() {
    LoadedObject first = load(TestObject.load("shared_maps", "writer"));
    try (LoadedObject second = load(sharing("reader", Map.of("counters", first.map("counters"))))) {
      run(first, "writer");
      first.close();

      assertThat(run(second, "reader")).isEqualTo(XDP_DROP);
    } finally {
      first.close();
    }
  }

  @Test
  void globalVariablesCanBeSharedToo() {
    try (LoadedObject first = load(TestObject.load("globals", "show_globals"));
        LoadedObject second =
            load(
                new LoadRequest(
                    "globals",
                    TestObject.named("globals"),
                    List.of(ProgramSelection.of("show_globals")),
                    Map.of(),
                    Map.of(".data", first.map(".data")),
                    Optional.empty()))) {
      assertThat(id(second, ".data")).isEqualTo(id(first, ".data"));
      assertThat(id(second, ".bss")).isNotEqualTo(id(first, ".bss"));
    }
  }

  @Test
  void mapOfAnotherShapeIsNotShared() {
    try (LoadedObject first = load(TestObject.load("globals", "show_globals"))) {
      KernelError error = refusal(sharing("reader", Map.of("counters", first.map("seen"))));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.object()).isEqualTo("map counters of shared_maps");
      assertThat(error.detail()).contains("value size 8");
    }
  }

  @Test
  void firstLoadPinsByNameAndTheSecondUsesThePin() {
    try (LoadedObject first = load(pinning("shared_maps", "pinned_writer", directory));
        LoadedObject second = load(pinning("shared_maps", "pinned_writer", directory))) {
      assertThat(id(second, "pinned")).isEqualTo(id(first, "pinned"));
      assertThat(bpffs.list(directory).orThrow())
          .anySatisfy(entry -> assertThat(entry.path()).isEqualTo(directory.resolve("pinned")));

      run(first, "pinned_writer");
      run(second, "pinned_writer");
      byte[] runs = maps.lookup(second.map("pinned"), TestObject.key(1)).orThrow().orElseThrow();
      assertThat(TestObject.longAt(runs, 0)).isEqualTo(2);
    }
  }

  @Test
  void pinnedMapOutlivesItsLoads() {
    MapId pinned;
    try (LoadedObject first = load(pinning("shared_maps", "pinned_writer", directory))) {
      pinned = id(first, "pinned");
    }
    try (LoadedObject second = load(pinning("shared_maps", "pinned_writer", directory))) {
      assertThat(id(second, "pinned")).isEqualTo(pinned);
    }
  }

  @Test
  void onlyMapsOfChosenProgramsArePinned() {
    try (LoadedObject loaded = load(pinning("shared_maps", "writer", directory))) {
      assertThat(loaded.maps()).containsOnlyKeys("counters");
      assertThat(Files.exists(directory.resolve("pinned"))).isFalse();
      assertThat(Files.exists(directory.resolve("counters"))).isFalse();
    }
  }

  @Test
  void withoutADirectoryNothingIsPinned() {
    try (LoadedObject first = load(TestObject.load("shared_maps", "pinned_writer"));
        LoadedObject second = load(TestObject.load("shared_maps", "pinned_writer"))) {
      assertThat(id(second, "pinned")).isNotEqualTo(id(first, "pinned"));
      assertThat(Files.exists(Path.of("/sys/fs/bpf/pinned"))).isFalse();
      assertThat(bpffs.list(directory).orThrow())
          .noneSatisfy(entry -> assertThat(entry.path()).isEqualTo(directory.resolve("pinned")));
    }
  }

  @Test
  void pinnedMapOfAnotherShapeIsRefusedAndStays() {
    try (LoadedObject first = load(pinning("shared_maps", "pinned_writer", directory))) {
      KernelError error = refusal(pinning("shared_maps_other_size", "other_reader", directory));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.object()).isEqualTo("map pinned of shared_maps_other_size");
      assertThat(error.detail()).contains("pinned under its name", "value size");
      assertThat(first.map("pinned").isOpen()).isTrue();
      assertThat(Files.exists(directory.resolve("pinned"))).isTrue();
    }
  }

  @Test
  void pinsOfALoadThatFailsAfterwardsAreRemoved() {
    KernelError error = refusal(structureWithoutAName());

    assertThat(error.object()).isEqualTo("map congestion of struct_ops_pinned");
    assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    assertThat(Files.exists(directory.resolve("pinned"))).isFalse();
  }

  @Test
  void pinThatWasThereBeforeStaysWhenTheLoadFailsAfterwards() {
    try (LoadedObject first = load(pinning("shared_maps", "pinned_writer", directory))) {
      KernelError error = refusal(structureWithoutAName());

      assertThat(error.object()).isEqualTo("map congestion of struct_ops_pinned");
      try (Handle pinned = bpffs.open(directory.resolve("pinned")).orThrow()) {
        assertThat(maps.info((MapHandle) pinned).orThrow().id()).isEqualTo(id(first, "pinned"));
      }
    }
  }

  @Test
  void mapThatAnotherLoadPinsMeanwhileIsUsed() {
    RivalPins rival = overtaking(1);
    try (LoadedObject loaded =
        new LinuxObjects(maps, rival)
            .load(pinning("shared_maps", "pinned_writer", directory))
            .orThrow()) {
      assertThat(id(loaded, "pinned")).isEqualTo(pinnedId());
      assertThat(rival.pins()).isEqualTo(1);
    }
  }

  @Test
  void pinThatAnotherLoadMakesMeanwhileStaysWhenTheLoadFailsAfterwards() {
    RivalPins rival = overtaking(1);

    KernelError error =
        new LinuxObjects(maps, rival).load(structureWithoutAName()).problem().orElseThrow();

    assertThat(error.object()).isEqualTo("map congestion of struct_ops_pinned");
    assertThat(rival.pins()).isEqualTo(1);
    assertThat(Files.exists(directory.resolve("pinned"))).isTrue();
  }

  @Test
  void loadThatIsOvertakenEachTimeGivesUpAndLeavesTheOthersPin() {
    RivalPins rival = overtaking(Integer.MAX_VALUE);

    KernelError error =
        new LinuxObjects(maps, rival)
            .load(pinning("shared_maps", "pinned_writer", directory))
            .problem()
            .orElseThrow();

    assertThat(error.errno()).isEqualTo(Errno.EEXIST);
    assertThat(error.object()).isEqualTo("map pinned of shared_maps");
    assertThat(error.detail()).contains("another load pins it");
    assertThat(Files.exists(directory.resolve("pinned"))).isTrue();
  }

  /** Another load, which pins its map between our look at the pins and our own pin. */
  private RivalPins overtaking(int times) {
    LoadedObject other = load(TestObject.load("shared_maps", "pinned_writer"));
    rivals.add(other);
    return new RivalPins(
        bpffs,
        times,
        () -> {
          Path path = directory.resolve("pinned");
          if (Files.exists(path)) {
            bpffs.unlink(path).orThrow();
          }
          bpffs.pin(other.map("pinned"), path).orThrow();
        });
  }

  private MapId pinnedId() {
    try (Handle pinned = bpffs.open(directory.resolve("pinned")).orThrow()) {
      return maps.info((MapHandle) pinned).orThrow().id();
    }
  }

  @Test
  void pinOfAProgramIsNoMapToShare() {
    try (LoadedObject other = load(TestObject.load("shared_maps", "writer"))) {
      bpffs.pin(other.program("writer"), directory.resolve("pinned")).orThrow();

      KernelError error = refusal(pinning("shared_maps", "pinned_writer", directory));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.detail()).contains("is the pin of no map");
    }
  }

  @Test
  void missingDirectoryOfPinsIsRefusedAndNotMade() {
    Path missing = directory.resolve("missing");

    KernelError error = refusal(pinning("shared_maps", "pinned_writer", missing));

    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.detail()).contains(missing.toString());
    assertThat(Files.exists(missing)).isFalse();
  }

  @Test
  void directoryOutsideOfABpffsIsRefused() {
    KernelError error = refusal(pinning("shared_maps", "pinned_writer", scratch));

    assertThat(error.errno()).isEqualTo(Errno.EPERM);
    assertThat(error.detail()).contains("no bpffs");
    assertThat(Files.exists(scratch.resolve("pinned"))).isFalse();
  }

  private static LoadRequest sharing(String program, Map<String, MapHandle> shared) {
    return new LoadRequest(
        "shared_maps",
        TestObject.named("shared_maps"),
        List.of(ProgramSelection.of(program)),
        Map.of(),
        shared,
        Optional.empty());
  }

  private static LoadRequest pinning(String object, String program, Path directory) {
    return new LoadRequest(
        object,
        TestObject.named(object),
        List.of(ProgramSelection.of(program)),
        Map.of(),
        Map.of(),
        Optional.of(directory));
  }

  /** Everything in it loads; only then the kernel refuses to fill the structure. */
  private LoadRequest structureWithoutAName() {
    return new LoadRequest(
        "struct_ops_pinned",
        TestObject.congestionControl("struct_ops_pinned", ""),
        List.of(
            ProgramSelection.of("ssthresh"),
            ProgramSelection.of("cong_avoid"),
            ProgramSelection.of("undo_cwnd"),
            ProgramSelection.of("pinned_reader")),
        Map.of(),
        Map.of(),
        Optional.of(directory));
  }

  private int run(LoadedObject loaded, String program) {
    return programs
        .testRun(loaded.program(program), new TestRunRequest(new byte[64], 1))
        .orThrow()
        .returnValue();
  }

  private MapId id(LoadedObject loaded, String map) {
    return maps.info(loaded.map(map)).orThrow().id();
  }

  private LoadedObject load(LoadRequest request) {
    return objects.load(request).orThrow();
  }

  private KernelError refusal(LoadRequest request) {
    return objects.load(request).problem().orElseThrow();
  }
}
