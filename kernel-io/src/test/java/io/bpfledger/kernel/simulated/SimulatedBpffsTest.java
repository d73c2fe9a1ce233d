package io.bpfledger.kernel.simulated;

import static io.bpfledger.kernel.simulated.Bench.errno;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class SimulatedBpffsTest {

  private static final Path OUTSIDE = Path.of("/tmp");

  private final Bench bench = new Bench();
  private final Bpffs bpffs = bench.process.bpffs();
  private final MapHandle map = bench.map(MapType.HASH, 1);

  @BeforeEach
  void pinOne() {
    bpffs.pin(map, bench.path("one")).orThrow();
    bpffs.makeDirectory(bench.path("full")).orThrow();
    bpffs.pin(map, bench.path("full").resolve("two")).orThrow();
    bpffs.makeDirectory(bench.path("empty")).orThrow();
  }

  private List<String> names(Path directory) {
    return bpffs.list(directory).orThrow().stream()
        .map(entry -> entry.path().getFileName().toString())
        .toList();
  }

  @Test
  void aPathIsPinnedOnce() {
    assertThat(errno(bpffs.pin(map, bench.path("one")))).isEqualTo(Errno.EEXIST);
    assertThat(errno(bpffs.pin(map, bench.path("nowhere").resolve("x")))).isEqualTo(Errno.ENOENT);
    assertThat(errno(bpffs.pin(map, OUTSIDE.resolve("x")))).isEqualTo(Errno.EPERM);
    assertThat(errno(bpffs.pin(map, bench.path("one").resolve("x")))).isEqualTo(Errno.ENOTDIR);
  }

  @Test
  void namesWithADotAreRefusedWhateverIsDoneWithThem() {
    Path dotted = bench.path("a.b");

    assertThat(errno(bpffs.pin(map, dotted))).isEqualTo(Errno.EPERM);
    assertThat(errno(bpffs.makeDirectory(dotted))).isEqualTo(Errno.EPERM);
    assertThat(errno(bpffs.symlink("x", dotted))).isEqualTo(Errno.EPERM);
    assertThat(errno(bpffs.rename(bench.path("one"), dotted))).isEqualTo(Errno.EPERM);
    assertThat(errno(bpffs.open(dotted))).isEqualTo(Errno.EPERM);
    assertThat(errno(bpffs.unlink(dotted))).isEqualTo(Errno.EPERM);
  }

  @Test
  void openGivesWhatIsPinned() {
    ProgramHandle program = bench.program("xdp", "x");
    bpffs.pin(program, bench.path("x")).orThrow();

    assertThat(bpffs.open(bench.path("x")).orThrow()).isInstanceOf(ProgramHandle.class);
    assertThat(bpffs.open(bench.path("one")).orThrow()).isInstanceOf(MapHandle.class);
    assertThat(errno(bpffs.open(bench.path("nothing")))).isEqualTo(Errno.ENOENT);
    assertThat(errno(bpffs.open(bench.path("full")))).isEqualTo(Errno.EACCES);
  }

  @Test
  void renameMovesADirectoryWithAllInIt() {
    bpffs.rename(bench.path("full"), bench.path("final")).orThrow();

    assertThat(names(bench.path("final"))).containsExactly("two");
    assertThat(names(Bench.FS)).containsExactly("empty", "final", "one");
  }

  @Test
  void renameOverAPinReplacesItAndLetsItGo() {
    ProgramHandle program = bench.program("xdp", "x");
    bpffs.pin(program, bench.path("old")).orThrow();
    program.close();

    bpffs.rename(bench.path("one"), bench.path("old")).orThrow();

    assertThat(bench.programs()).isEmpty();
    assertThat(bpffs.open(bench.path("old")).orThrow()).isInstanceOf(MapHandle.class);
  }

  @Test
  void renameRefusesWhatLinuxRefuses() {
    Path full = bench.path("full");
    bpffs.makeDirectory(full.resolve("sub")).orThrow();

    assertThat(errno(bpffs.rename(bench.path("one"), full))).isEqualTo(Errno.EISDIR);
    assertThat(errno(bpffs.rename(full, bench.path("one")))).isEqualTo(Errno.ENOTDIR);
    assertThat(errno(bpffs.rename(bench.path("empty"), full))).isEqualTo(Errno.ENOTEMPTY);
    assertThat(errno(bpffs.rename(full, full.resolve("sub").resolve("x")))).isEqualTo(Errno.EINVAL);
    assertThat(errno(bpffs.rename(full.resolve("sub"), full))).isEqualTo(Errno.ENOTEMPTY);
    assertThat(errno(bpffs.rename(bench.path("one"), OUTSIDE.resolve("one"))))
        .isEqualTo(Errno.EXDEV);
    assertThat(errno(bpffs.rename(bench.path("nothing"), bench.path("x")))).isEqualTo(Errno.ENOENT);
    bpffs.rename(full, bench.path("empty")).orThrow();
    bpffs.rename(bench.path("one"), bench.path("one")).orThrow();
  }

  @Test
  void onlyEmptyDirectoriesAreRemovedAndOnlyPinsUnlinked() {
    assertThat(errno(bpffs.removeDirectory(bench.path("full")))).isEqualTo(Errno.ENOTEMPTY);
    assertThat(errno(bpffs.removeDirectory(bench.path("one")))).isEqualTo(Errno.ENOTDIR);
    assertThat(errno(bpffs.removeDirectory(Bench.FS))).isEqualTo(Errno.EBUSY);
    assertThat(errno(bpffs.unlink(bench.path("full")))).isEqualTo(Errno.EISDIR);
    bpffs.removeDirectory(bench.path("empty")).orThrow();
    bpffs.unlink(bench.path("one")).orThrow();
    assertThat(names(Bench.FS)).containsExactly("full");
  }

  @Test
  void aSymbolicLinkKeepsItsTextAndIsFollowedOnOpen() {
    bpffs.symlink("owner=somebody else", bench.path("note")).orThrow();
    bpffs.symlink("one", bench.path("alias")).orThrow();
    bpffs.symlink("loop", bench.path("loop")).orThrow();

    assertThat(bpffs.list(Bench.FS).orThrow())
        .contains(new BpffsEntry.SymbolicLink(bench.path("note"), "owner=somebody else"));
    assertThat(bpffs.open(bench.path("alias")).orThrow()).isInstanceOf(MapHandle.class);
    assertThat(errno(bpffs.open(bench.path("note")))).isEqualTo(Errno.ENOENT);
    assertThat(errno(bpffs.open(bench.path("loop")))).isEqualTo(Errno.ELOOP);
    assertThat(errno(bpffs.pin(map, bench.path("alias")))).isEqualTo(Errno.EEXIST);
    assertThat(errno(bpffs.symlink("x".repeat(4096), bench.path("long"))))
        .isEqualTo(Errno.ENAMETOOLONG);
  }

  @Test
  void mountsCoverEachOther() {
    bpffs.mount(Bench.FS).orThrow();
    assertThat(names(Bench.FS)).isEmpty();

    bpffs.unmount(Bench.FS).orThrow();

    assertThat(names(Bench.FS)).contains("one");
    assertThat(bpffs.isMounted(Bench.FS).orThrow()).isTrue();
    bpffs.unmount(Bench.FS).orThrow();
    assertThat(bpffs.isMounted(Bench.FS).orThrow()).isFalse();
    assertThat(errno(bpffs.unmount(Bench.FS))).isEqualTo(Errno.EINVAL);
  }

  @Test
  void aMountWithAnotherInItIsBusy() {
    bpffs.mount(bench.path("empty")).orThrow();
    bpffs.pin(map, bench.path("empty").resolve("x")).orThrow();

    assertThat(errno(bpffs.unmount(Bench.FS))).isEqualTo(Errno.EBUSY);
    assertThat(errno(bpffs.rename(bench.path("empty").resolve("x"), bench.path("x"))))
        .isEqualTo(Errno.EXDEV);
    assertThat(errno(bpffs.removeDirectory(bench.path("empty")))).isEqualTo(Errno.EBUSY);
  }

  @Test
  void theKernelsOwnFilesAreListedAndHoldNothing() {
    Bench hardened = new Bench(SimulatedHost.builder(1).profile(HostProfile.hardened()).build());

    assertThat(hardened.process.bpffs().list(Bench.FS).orThrow()).hasSize(2);
    assertThat(errno(hardened.process.bpffs().open(hardened.path("maps.debug"))))
        .isEqualTo(Errno.ENOENT);
  }

  @Test
  void listNeedsADirectory() {
    assertThat(errno(bpffs.list(bench.path("one")))).isEqualTo(Errno.ENOTDIR);
    assertThat(errno(bpffs.list(bench.path("nothing")))).isEqualTo(Errno.ENOENT);
  }
}
