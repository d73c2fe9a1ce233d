package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Bpffs;
import io.bpfledger.kernel.BpffsEntry;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapSpec;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class BpffsContractTest {

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
    void pinKeepsAProgramThatNobodyHolds() {
      LoadedObject loaded = load("xdp_verdicts", "pass_one");
      ProgramId id = idOf(loaded.program("pass_one"));
      bpffs().pin(loaded.program("pass_one"), path("pinned")).orThrow();
      loaded.close();

      assertThat(kernel().programs().describe(id).succeeded()).isTrue();
      bpffs().unlink(path("pinned")).orThrow();
      Eventually.holds(() -> !kernel().programs().describe(id).succeeded());
      assertRefused(kernel().programs().describe(id), Errno.ENOENT);
    }

    @Test
    void openedPinIsWhatWasPinned() {
      ProgramHandle program = xdpPass();
      MapHandle map = map();
      LinkHandle link = link(program);
      bpffs().pin(program, path("program")).orThrow();
      bpffs().pin(map, path("map")).orThrow();
      bpffs().pin(link, path("link")).orThrow();

      Handle openedProgram = keep(bpffs().open(path("program")));
      Handle openedMap = keep(bpffs().open(path("map")));
      Handle openedLink = keep(bpffs().open(path("link")));

      assertThat(openedProgram).isInstanceOf(ProgramHandle.class);
      assertThat(openedMap).isInstanceOf(MapHandle.class);
      assertThat(openedLink).isInstanceOf(LinkHandle.class);
      assertThat(idOf((ProgramHandle) openedProgram)).isEqualTo(idOf(program));
      assertThat(kernel().maps().info((MapHandle) openedMap).orThrow())
          .isEqualTo(kernel().maps().info(map).orThrow());
      assertThat(kernel().links().info((LinkHandle) openedLink).orThrow())
          .isEqualTo(kernel().links().info(link).orThrow());
    }

    @Test
    void objectMayHaveSeveralPins() {
      MapHandle map = map();
      bpffs().pin(map, path("one")).orThrow();
      bpffs().pin(map, path("two")).orThrow();

      assertThat(names()).containsExactly("one", "two");
    }

    @Test
    void takenPathIsRefused() {
      bpffs().pin(map(), path("taken")).orThrow();

      assertRefused(bpffs().pin(map(), path("taken")), Errno.EEXIST);
      assertRefused(bpffs().makeDirectory(path("taken")), Errno.EEXIST);
    }

    @Test
    void nameWithADotIsRefused() {
      assertRefused(bpffs().pin(map(), path("with.dot")), Errno.EPERM);
      assertRefused(bpffs().makeDirectory(path("with.dot")), Errno.EPERM);
    }

    @Test
    void missingDirectoryIsRefused() {
      assertRefused(bpffs().pin(map(), path("missing/pin")), Errno.ENOENT);
      assertRefused(bpffs().open(path("missing")), Errno.ENOENT);
      assertRefused(bpffs().unlink(path("missing")), Errno.ENOENT);
      assertRefused(bpffs().removeDirectory(path("missing")), Errno.ENOENT);
      assertRefused(bpffs().rename(path("missing"), path("target")), Errno.ENOENT);
      assertRefused(bpffs().list(path("missing")), Errno.ENOENT);
    }

    @Test
    void pinOutsideABpffsIsRefused() {
      assertRefused(bpffs().pin(map(), Path.of("/run/bpfledger-no-bpffs")), Errno.EPERM);
    }

    @Test
    void directoryIsRenamedWithAllThatIsInIt() {
      bpffs().makeDirectory(path("tmp-1")).orThrow();
      bpffs().makeDirectory(path("tmp-1/maps")).orThrow();
      bpffs().pin(map(), path("tmp-1/maps/counters")).orThrow();
      bpffs().rename(path("tmp-1"), path("final")).orThrow();

      assertThat(names()).containsExactly("final");
      assertThat(entries(path("final/maps")))
          .containsExactly(new BpffsEntry.Pin(path("final/maps/counters")));
    }

    @Test
    void renameReplacesAPinAtOnce() {
      MapHandle older = map();
      MapHandle newer = map();
      bpffs().pin(older, path("current")).orThrow();
      bpffs().pin(newer, path("next")).orThrow();
      bpffs().rename(path("next"), path("current")).orThrow();

      MapHandle current = (MapHandle) keep(bpffs().open(path("current")));
      assertThat(names()).containsExactly("current");
      assertThat(kernel().maps().info(current).orThrow().id())
          .isEqualTo(kernel().maps().info(newer).orThrow().id());
    }

    @Test
    void renameReplacesAnEmptyDirectoryAndNoOther() {
      bpffs().makeDirectory(path("full")).orThrow();
      bpffs().pin(map(), path("full/pin")).orThrow();
      bpffs().makeDirectory(path("empty")).orThrow();
      bpffs().makeDirectory(path("moved")).orThrow();
      bpffs().pin(map(), path("pin")).orThrow();

      assertRefused(bpffs().rename(path("moved"), path("full")), Errno.ENOTEMPTY);
      assertRefused(bpffs().rename(path("pin"), path("empty")), Errno.EISDIR);
      assertRefused(bpffs().rename(path("moved"), path("pin")), Errno.ENOTDIR);
      bpffs().rename(path("moved"), path("empty")).orThrow();
      assertThat(names()).containsExactly("empty", "full", "pin");
    }

    @Test
    void directoryCannotBeMovedIntoItself() {
      bpffs().makeDirectory(path("outer")).orThrow();

      assertRefused(bpffs().rename(path("outer"), path("outer/inner")), Errno.EINVAL);
    }

    @Test
    void onlyAnEmptyDirectoryCanBeRemoved() {
      bpffs().makeDirectory(path("directory")).orThrow();
      bpffs().pin(map(), path("directory/pin")).orThrow();

      assertRefused(bpffs().removeDirectory(path("directory")), Errno.ENOTEMPTY);
      assertRefused(bpffs().unlink(path("directory")), Errno.EISDIR);
      assertRefused(bpffs().removeDirectory(path("directory/pin")), Errno.ENOTDIR);
      bpffs().unlink(path("directory/pin")).orThrow();
      bpffs().removeDirectory(path("directory")).orThrow();
      assertThat(names()).isEmpty();
    }

    @Test
    void symbolicLinkKeepsItsText() {
      bpffs().symlink("any text", path("note")).orThrow();

      assertThat(entries(world().bpffs()))
          .containsExactly(new BpffsEntry.SymbolicLink(path("note"), "any text"));
      bpffs().unlink(path("note")).orThrow();
      assertThat(names()).isEmpty();
    }

    @Test
    void directoryIsListedByName() {
      bpffs().makeDirectory(path("b")).orThrow();
      bpffs().pin(map(), path("c")).orThrow();
      bpffs().pin(map(), path("a")).orThrow();

      assertThat(entries(world().bpffs()))
          .containsExactly(
              new BpffsEntry.Pin(path("a")),
              new BpffsEntry.Directory(path("b")),
              new BpffsEntry.Pin(path("c")));
      assertRefused(bpffs().list(path("a")), Errno.ENOTDIR);
    }

    @Test
    void unmountingDropsEveryPin() {
      LoadedObject loaded = load("xdp_verdicts", "pass_one");
      ProgramId id = idOf(loaded.program("pass_one"));
      bpffs().pin(loaded.program("pass_one"), path("pinned")).orThrow();
      loaded.close();

      assertThat(bpffs().isMounted(world().bpffs()).orThrow()).isTrue();
      bpffs().unmount(world().bpffs()).orThrow();

      assertThat(bpffs().isMounted(world().bpffs()).orThrow()).isFalse();
      Eventually.holds(() -> !kernel().programs().describe(id).succeeded());
      assertRefused(kernel().programs().describe(id), Errno.ENOENT);
      bpffs().mount(world().bpffs()).orThrow();
      assertThat(names()).isEmpty();
    }

    @Test
    void pinCannotBeMovedToAnotherBpffs() {
      Path inner = path("inner");
      bpffs().mount(inner).orThrow();
      bpffs().pin(map(), path("pin")).orThrow();
      bpffs().pin(map(), inner.resolve("other")).orThrow();

      assertRefused(bpffs().rename(path("pin"), inner.resolve("pin")), Errno.EXDEV);
      assertRefused(bpffs().rename(inner.resolve("other"), path("other")), Errno.EXDEV);
      assertThat(names()).containsExactly("inner", "pin");
      bpffs().unmount(inner).orThrow();
    }

    @Test
    void bpffsWithAnotherInItIsBusy() {
      Path inner = path("inner");
      bpffs().mount(inner).orThrow();

      assertRefused(bpffs().unmount(world().bpffs()), Errno.EBUSY);
      assertRefused(bpffs().removeDirectory(inner), Errno.EBUSY);
      bpffs().unmount(inner).orThrow();
      bpffs().unmount(world().bpffs()).orThrow();
    }

    /** A handle holds the object, not the file it was opened by. */
    @Test
    void openedPinKeepsNoBpffsBusy() {
      bpffs().pin(map(), path("pin")).orThrow();
      MapHandle opened = (MapHandle) keep(bpffs().open(path("pin")));

      bpffs().unmount(world().bpffs()).orThrow();

      assertThat(kernel().maps().info(opened).succeeded()).isTrue();
    }

    @Test
    void pinnedLinkGoesOnWithoutHandleAndEndsWithItsPin() {
      ProgramHandle program = xdpPass();
      LinkHandle link = link(program);
      var id = kernel().links().info(link).orThrow().id();
      bpffs().pin(link, path("link")).orThrow();
      link.close();

      assertThat(kernel().links().describe(id).succeeded()).isTrue();
      bpffs().unlink(path("link")).orThrow();
      Eventually.holds(() -> !kernel().links().describe(id).succeeded());
      assertRefused(kernel().links().describe(id), Errno.ENOENT);
    }

    private Bpffs bpffs() {
      return kernel().bpffs();
    }

    private MapHandle map() {
      return keep(kernel().maps().create(new MapSpec(MapType.ARRAY, "array", 4, 4, 1, 0)));
    }

    private LinkHandle link(ProgramHandle program) {
      var device = world().addDevice("dev0");
      return keep(kernel().links().create(program, new XdpTarget(device, XdpMode.GENERIC)));
    }

    private ProgramId idOf(ProgramHandle program) {
      return kernel().programs().info(program).orThrow().id();
    }

    private List<String> names() {
      return entries(world().bpffs()).stream()
          .map(entry -> entry.path().getFileName().toString())
          .toList();
    }
  }
}
