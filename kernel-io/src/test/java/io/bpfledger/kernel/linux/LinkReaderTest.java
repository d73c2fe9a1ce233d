package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.linux.probe.IdleLink;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.RealKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

@RealKernel
final class LinkReaderTest {

  /** A tracepoint that is passed only when somebody makes a cgroup. */
  private static final String QUIET_TRACEPOINT = "cgroup_mkdir";

  private final LinkReader links = new LinkReader();
  private final LinuxPrograms programs = new LinuxPrograms();

  @Test
  void linkIsFoundByIdAndByEnumeration() {
    try (ProgramHandle program = tracer();
        LinkHandle link = attach(program)) {
      LinkInfo info = links.info(link).orThrow();

      assertThat(info.program()).contains(programs.info(program).orThrow().id());
      assertThat(info.details())
          .isEqualTo(new LinkDetails.RawTracepoint(QUIET_TRACEPOINT, OptionalLong.empty()));
      assertThat(links.describe(info.id()).orThrow()).isEqualTo(info);
      assertThat(allIds()).isSorted().contains(info.id());
      try (LinkHandle again = links.open(info.id()).orThrow()) {
        assertThat(links.info(again).orThrow()).isEqualTo(info);
      }
    }
  }

  @Test
  void closedLinkIsGone() {
    LinkId gone;
    try (ProgramHandle program = tracer()) {
      LinkHandle link = attach(program);
      gone = links.info(link).orThrow().id();
      link.close();
    }
    KernelError error =
        Eventually.get("the end of link " + gone, () -> links.describe(gone).problem());

    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
    assertThat(error.message()).contains("describe link: link " + gone, "it is gone");
    assertThat(links.open(gone).problem())
        .hasValueSatisfying(refused -> assertThat(refused.errno()).isEqualTo(Errno.ENOENT));
  }

  @Test
  void linksOfDifferentTypesInTurnAreReadRight() {
    try (ProgramHandle traced = tracer();
        ProgramHandle idle = ProgramFixture.returningZero("idle", ProgramType.PERF_EVENT);
        LinkHandle tracepoint = attach(traced);
        LinkHandle event =
            new LinuxLink(FileDescriptor.owning(IdleLink.open(LinuxProgram.number(idle))))) {
      LinkDetails ofTracepoint =
          new LinkDetails.RawTracepoint(QUIET_TRACEPOINT, OptionalLong.empty());
      LinkDetails ofEvent = links.info(event).orThrow().details();

      for (int turn = 0; turn < 3; turn++) {
        assertThat(links.info(tracepoint).orThrow().details()).isEqualTo(ofTracepoint);
        assertThat(links.info(tracepoint).orThrow().details()).isEqualTo(ofTracepoint);
        assertThat(links.info(event).orThrow().details()).isEqualTo(ofEvent);
        assertThat(links.info(event).orThrow().details()).isEqualTo(ofEvent);
      }
    }
  }

  @Test
  void badDescriptorsAreToldApart() {
    long closed = ObjectKind.info(-1, Scratch.ofThread().linkInfo());
    long otherSort = ObjectKind.info(0, Scratch.ofThread().linkInfo());

    assertThat(ObjectKind.LINK.describeError(closed, 0).message())
        .isEqualTo("describe link: open link: EBADFD (77): there is no such descriptor");
    assertThat(ObjectKind.LINK.describeError(otherSort, 7).message())
        .isEqualTo("describe link: link 7: EINVAL (22): the descriptor is no BPF object");
  }

  private List<LinkId> allIds() {
    List<LinkId> ids = new ArrayList<>();
    Optional<LinkId> id = links.next(Optional.empty()).orThrow();
    while (id.isPresent()) {
      ids.add(id.get());
      id = links.next(id).orThrow();
    }
    return ids;
  }

  private static ProgramHandle tracer() {
    return ProgramFixture.returningZero("tracer", ProgramType.RAW_TRACEPOINT);
  }

  private static LinkHandle attach(ProgramHandle program) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, 16);
      Memory.setLong(attribute, 0, Memory.string(arena, QUIET_TRACEPOINT).address());
      Memory.setInt(attribute, 8, LinuxProgram.number(program));
      return Answer.<LinkHandle>opened(
              SystemCalls.bpf(BpfCommand.RAW_TRACEPOINT_OPEN, attribute),
              Operation.CREATE_LINK,
              QUIET_TRACEPOINT,
              LinuxLink::new)
          .orThrow();
    }
  }
}
