package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.probe.IdleLink;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealKernel
final class LinuxBpffsTest {

  private final LinuxBpffs bpffs = new LinuxBpffs();
  private final LinuxMaps maps = new LinuxMaps();
  private final LinuxPrograms programs = new LinuxPrograms();

  @TempDir Path scratch;
  private Path root = Path.of("/");

  @BeforeEach
  void mountOne() {
    root = scratch.resolve("fs");
    bpffs.mount(root).orThrow();
  }

  @AfterEach
  void unmountIt() {
    while (bpffs.isMounted(root).orThrow()) {
      bpffs.unmount(root).orThrow();
    }
  }

  @Test
  void mountIsForItsOwnerOnlyAndMakesTheDirectory() throws Exception {
    Path deep = scratch.resolve("missing").resolve("fs");
    bpffs.mount(deep).orThrow();
    try {
      assertThat(bpffs.isMounted(deep).orThrow()).isTrue();
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(deep)))
          .isEqualTo("rwx------");
    } finally {
      bpffs.unmount(deep).orThrow();
    }
    assertThat(bpffs.isMounted(deep).orThrow()).isFalse();
  }

  @Test
  void onlyTheRootOfABpffsIsWhereItIsMounted() {
    Path below = root.resolve("below");
    bpffs.makeDirectory(below).orThrow();

    assertThat(bpffs.isMounted(root).orThrow()).isTrue();
    assertThat(bpffs.isMounted(below).orThrow()).isFalse();
    assertThat(bpffs.isMounted(scratch).orThrow()).isFalse();
    assertThat(bpffs.isMounted(Path.of("/proc")).orThrow()).as("another file system").isFalse();
    assertThat(bpffs.isMounted(scratch.resolve("absent")).orThrow()).isFalse();
  }

  @Test
  void whatIsNoBpffsIsNotUnmounted() {
    KernelError refused = failure(bpffs.unmount(scratch));

    assertThat(refused.errno()).isEqualTo(Errno.EINVAL);
    assertThat(refused.detail()).contains("no bpffs is mounted");
    assertThat(failure(bpffs.unmount(Path.of("/proc"))).errno()).isEqualTo(Errno.EINVAL);
  }

  @Test
  void pinKeepsAnObjectAliveUntilItIsRemoved() {
    Path path = root.resolve("kept");
    MapId id = pinnedMap("kept_alive", path);

    assertThat(maps.describe(id).orThrow().name()).isEqualTo("kept_alive");
    try (Handle opened = bpffs.open(path).orThrow()) {
      assertThat(maps.info((MapHandle) opened).orThrow().id()).isEqualTo(id);
    }

    bpffs.unlink(path).orThrow();
    assertThat(gone(id)).isTrue();
  }

  @Test
  void unmountedPinsLetGo() {
    MapId id = pinnedMap("let_go", root.resolve("pin"));
    bpffs.unmount(root).orThrow();

    assertThat(gone(id)).isTrue();
  }

  @Test
  void openTellsWhatIsPinned() {
    try (ProgramHandle program = ProgramFixture.returningZero("pinned", ProgramType.PERF_EVENT);
        LinkHandle link =
            new LinuxLink(FileDescriptor.owning(IdleLink.open(LinuxProgram.number(program))))) {
      bpffs.pin(program, root.resolve("program")).orThrow();
      bpffs.pin(link, root.resolve("link")).orThrow();
      pinnedMap("a_map", root.resolve("map"));

      try (Handle one = bpffs.open(root.resolve("program")).orThrow();
          Handle another = bpffs.open(root.resolve("map")).orThrow();
          Handle last = bpffs.open(root.resolve("link")).orThrow()) {
        assertThat(one).isInstanceOf(ProgramHandle.class);
        assertThat(another).isInstanceOf(MapHandle.class);
        assertThat(last).isInstanceOf(LinkHandle.class);
        assertThat(programs.info((ProgramHandle) one).orThrow().name()).isEqualTo("pinned");
      }
    }
  }

  @Test
  void pinIsRefusedWhereItCannotBe() {
    Path taken = root.resolve("taken");
    pinnedMap("first", taken);
    try (MapHandle map = map("second")) {
      assertThat(failure(bpffs.pin(map, taken)).errno()).isEqualTo(Errno.EEXIST);
      assertThat(failure(bpffs.pin(map, root.resolve("absent/pin"))).errno())
          .isEqualTo(Errno.ENOENT);
      assertThat(failure(bpffs.pin(map, root.resolve("with.dot"))).errno()).isEqualTo(Errno.EPERM);
      KernelError outside = failure(bpffs.pin(map, scratch.resolve("outside")));
      assertThat(outside.errno()).isEqualTo(Errno.EPERM);
      assertThat(outside.detail()).contains("on no bpffs");
    }
  }

  @Test
  void openIsRefusedWhereNothingIsPinned() throws Exception {
    bpffs.makeDirectory(root.resolve("directory")).orThrow();
    Path plain = Files.createFile(scratch.resolve("plain"));

    assertThat(failure(bpffs.open(root.resolve("absent"))).detail())
        .isEqualTo("nothing is pinned there");
    assertThat(failure(bpffs.open(root.resolve("directory"))).errno()).isEqualTo(Errno.EACCES);
    assertThat(failure(bpffs.open(plain)).errno()).isEqualTo(Errno.EACCES);
  }

  @Test
  void renameMovesADirectoryWithItsPinsAtOnce() {
    Path staging = root.resolve("tmp-1");
    bpffs.makeDirectory(staging).orThrow();
    MapId id = pinnedMap("moved", staging.resolve("map"));

    bpffs.rename(staging, root.resolve("final")).orThrow();

    assertThat(names(root)).contains("final").doesNotContain("tmp-1");
    try (Handle moved = bpffs.open(root.resolve("final/map")).orThrow()) {
      assertThat(maps.info((MapHandle) moved).orThrow().id()).isEqualTo(id);
    }
  }

  @Test
  void renameReplacesAPin() {
    MapId replaced = pinnedMap("replaced", root.resolve("here"));
    MapId moved = pinnedMap("moved", root.resolve("there"));

    bpffs.rename(root.resolve("there"), root.resolve("here")).orThrow();

    try (Handle now = bpffs.open(root.resolve("here")).orThrow()) {
      assertThat(maps.info((MapHandle) now).orThrow().id()).isEqualTo(moved);
    }
    assertThat(gone(replaced)).isTrue();
  }

  @Test
  void renameIsRefusedWhereItCannotBe() {
    Path full = root.resolve("full");
    Path other = root.resolve("other");
    bpffs.makeDirectory(full).orThrow();
    bpffs.makeDirectory(other).orThrow();
    pinnedMap("inside", full.resolve("pin"));

    assertThat(failure(bpffs.rename(root.resolve("absent"), other)).errno())
        .isEqualTo(Errno.ENOENT);
    assertThat(failure(bpffs.rename(other, full)).errno()).isEqualTo(Errno.ENOTEMPTY);
    assertThat(failure(bpffs.rename(full.resolve("pin"), scratch.resolve("out"))).errno())
        .isEqualTo(Errno.EXDEV);
    assertThat(failure(bpffs.rename(other, root.resolve("a.b"))).errno()).isEqualTo(Errno.EPERM);
  }

  @Test
  void directoriesAreMadeAndRemoved() {
    Path directory = root.resolve("directory");
    bpffs.makeDirectory(directory).orThrow();
    assertThat(failure(bpffs.makeDirectory(directory)).errno()).isEqualTo(Errno.EEXIST);
    assertThat(failure(bpffs.makeDirectory(root.resolve("a/b"))).errno()).isEqualTo(Errno.ENOENT);
    assertThat(failure(bpffs.makeDirectory(root.resolve("a.b"))).errno()).isEqualTo(Errno.EPERM);

    pinnedMap("inside", directory.resolve("pin"));
    assertThat(failure(bpffs.removeDirectory(directory)).errno()).isEqualTo(Errno.ENOTEMPTY);
    bpffs.unlink(directory.resolve("pin")).orThrow();
    bpffs.removeDirectory(directory).orThrow();

    assertThat(failure(bpffs.removeDirectory(directory)).errno()).isEqualTo(Errno.ENOENT);
  }

  @Test
  void unlinkIsForPinsAndSymbolicLinks() {
    Path directory = root.resolve("directory");
    bpffs.makeDirectory(directory).orThrow();
    bpffs.symlink("anywhere", root.resolve("link")).orThrow();

    bpffs.unlink(root.resolve("link")).orThrow();

    assertThat(failure(bpffs.unlink(directory)).errno()).isEqualTo(Errno.EISDIR);
    assertThat(failure(bpffs.unlink(root.resolve("link"))).errno()).isEqualTo(Errno.ENOENT);
  }

  @Test
  void listTellsDirectoriesPinsAndLinksByName() {
    bpffs.makeDirectory(root.resolve("b-directory")).orThrow();
    bpffs.symlink("text that means something", root.resolve("a-link")).orThrow();
    pinnedMap("listed", root.resolve("c-pin"));

    List<BpffsEntry> ours =
        bpffs.list(root).orThrow().stream()
            .filter(entry -> entry.path().getFileName().toString().contains("-"))
            .toList();

    assertThat(ours)
        .containsExactly(
            new BpffsEntry.SymbolicLink(root.resolve("a-link"), "text that means something"),
            new BpffsEntry.Directory(root.resolve("b-directory")),
            new BpffsEntry.Pin(root.resolve("c-pin")));
    assertThat(failure(bpffs.symlink("again", root.resolve("a-link"))).errno())
        .isEqualTo(Errno.EEXIST);
  }

  @Test
  void listOfManyPinsIsWhole() {
    try (MapHandle map = map("many")) {
      for (int number = 0; number < 3000; number++) {
        bpffs.pin(map, root.resolve("pin_with_a_long_name_" + number)).orThrow();
      }
    }

    assertThat(names(root).stream().filter(name -> name.startsWith("pin_"))).hasSize(3000);
  }

  @Test
  void listOfWhatIsNoDirectoryIsRefused() {
    pinnedMap("pin", root.resolve("pin"));

    assertThat(failure(bpffs.list(root.resolve("absent"))).errno()).isEqualTo(Errno.ENOENT);
    assertThat(failure(bpffs.list(root.resolve("pin"))).errno()).isEqualTo(Errno.ENOTDIR);
  }

  private List<String> names(Path directory) {
    return bpffs.list(directory).orThrow().stream()
        .map(entry -> entry.path().getFileName().toString())
        .toList();
  }

  private MapId pinnedMap(String name, Path path) {
    try (MapHandle map = map(name)) {
      bpffs.pin(map, path).orThrow();
      return maps.info(map).orThrow().id();
    }
  }

  private MapHandle map(String name) {
    return maps.create(new MapSpec(MapType.ARRAY, name, 4, 4, 1, 0)).orThrow();
  }

  /** The kernel frees an object a moment after its last reference. */
  private boolean gone(MapId id) {
    return Eventually.get("the end of map " + id, () -> maps.describe(id).problem())
        .errno()
        .equals(Errno.ENOENT);
  }

  private static KernelError failure(Result<?> result) {
    return result.problem().orElseThrow();
  }
}
