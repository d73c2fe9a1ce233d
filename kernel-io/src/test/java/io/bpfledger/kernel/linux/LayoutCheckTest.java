package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapInfo;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.probe.IdleLink;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

@RealKernel
final class LayoutCheckTest {

  private final LinuxMaps maps = new LinuxMaps();
  private final LinuxPrograms programs = new LinuxPrograms();
  private final LinkReader links = new LinkReader();

  @Test
  void thisKernelIsReadRight() {
    assertThat(new LayoutCheck(maps, programs, links).run().problem()).isEmpty();
  }

  @Test
  void idleLinkTellsItsEvent() {
    try (ProgramHandle program = ProgramFixture.returningZero("idle", ProgramType.PERF_EVENT);
        LinuxLink link =
            new LinuxLink(FileDescriptor.owning(IdleLink.open(LinuxProgram.number(program))))) {
      LinkInfo info = links.info(link).orThrow();

      assertThat(info.program()).contains(programs.info(program).orThrow().id());
      assertThat(info.details())
          .isIn(
              new LinkDetails.PerfEvent(IdleLink.EVENT_TYPE, IdleLink.CONFIG, OptionalLong.empty()),
              new LinkDetails.Unknown());
    }
  }

  @Test
  void mapReadAtWrongOffsetsIsRefusedWithWhatWasRead() {
    MapInfo shifted =
        new MapInfo(
            new MapId(1),
            12,
            34,
            56,
            1,
            0,
            "layout_check",
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());

    KernelError error = LayoutCheck.mapFits(shifted).problem().orElseThrow();
    assertThat(error.message())
        .contains("open kernel: struct bpf_map_info", "does not read this kernel's structures");
  }

  @Test
  void linkOfAnotherProgramIsRefused() {
    LinkInfo other =
        new LinkInfo(new LinkId(1), 7, Optional.of(new ProgramId(5)), new LinkDetails.Unknown());

    assertThat(LayoutCheck.linkFits(other, new ProgramId(6)).succeeded()).isFalse();
    assertThat(LayoutCheck.linkFits(other, new ProgramId(5)).succeeded()).isTrue();
  }
}
