package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.HookMembers.Member;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.CgroupSkbTarget;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.linux.probe.Instruction;
import io.bpfledger.kernel.linux.probe.LinuxFeatures;
import io.bpfledger.kernel.linux.probe.ProbeProgram;
import io.bpfledger.kernel.testing.CgroupSandbox;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@RealKernel
final class HookQueryTest {

  private final LinkReader links = new LinkReader();
  private final LinuxPrograms programs = new LinuxPrograms();

  @Test
  void membersOfATcxHookAreToldInOrderWithTheirLinks() {
    try (NetworkSandbox sandbox = NetworkSandbox.open();
        ProgramHandle first = ProgramFixture.returningZero("first", ProgramType.SCHED_CLS);
        ProgramHandle second = ProgramFixture.returningZero("second", ProgramType.SCHED_CLS)) {
      NetworkInterface loopback = sandbox.lookup("lo");
      HookMembers empty = HookQuery.tcx(loopback, Direction.INGRESS).orThrow();
      try (LinkHandle one = attach(sandbox, loopback, first);
          LinkHandle another = attach(sandbox, loopback, second)) {
        HookMembers members = HookQuery.tcx(loopback, Direction.INGRESS).orThrow();

        assertThat(empty.members()).isEmpty();
        assertThat(members.members()).containsExactly(member(first, one), member(second, another));
        assertThat(members.revision()).isGreaterThan(empty.revision());
        assertThat(HookQuery.tcx(loopback, Direction.EGRESS).orThrow().members()).isEmpty();
      }
    }
  }

  @Test
  void membersOfACgroupAreThoseAttachedToItself() {
    AttachType ingress = AttachType.CGROUP_INET_INGRESS;
    try (CgroupSandbox cgroup = CgroupSandbox.open();
        ProgramHandle program =
            ProgramFixture.load(
                ProbeProgram.of(
                        "passes", ProgramType.CGROUP_SKB, Instruction.set(0, 1), Instruction.EXIT)
                    .expecting(ingress))) {
      assertThat(HookQuery.cgroup(cgroup.path(), ingress).orThrow().members()).isEmpty();
      try (LinkHandle link =
          new LinuxLinks(new LinuxFeatures())
              .create(program, new CgroupSkbTarget(cgroup.path(), ingress))
              .orThrow()) {
        HookMembers members = HookQuery.cgroup(cgroup.path(), ingress).orThrow();

        assertThat(link.isOpen()).isTrue();
        assertThat(members.members())
            .extracting(Member::program)
            .containsExactly(programs.info(program).orThrow().id());
        assertThat(members.revision()).isZero();
      }
    }
  }

  @Test
  void missingInterfaceIsNamed() {
    try (NetworkSandbox sandbox = NetworkSandbox.open()) {
      NetworkInterface gone = new NetworkInterface(sandbox.namespace(), 4711, "veth-gone");
      KernelError error = HookQuery.tcx(gone, Direction.INGRESS).problem().orElseThrow();

      assertThat(error.operation()).isEqualTo(Operation.QUERY_HOOK);
      assertThat(error.errno()).isEqualTo(Errno.ENODEV);
      assertThat(error.message()).contains("tcx ingress of veth-gone", "interface 4711 is gone");
    }
  }

  @Test
  void missingCgroupAndWhatIsNoneAreNamed(@TempDir Path scratch) {
    KernelError missing =
        HookQuery.cgroup(scratch.resolve("absent"), AttachType.CGROUP_INET_INGRESS)
            .problem()
            .orElseThrow();
    KernelError none =
        HookQuery.cgroup(scratch, AttachType.CGROUP_INET_INGRESS).problem().orElseThrow();

    assertThat(missing.errno()).isEqualTo(Errno.ENOENT);
    assertThat(missing.detail()).contains("there is no cgroup");
    assertThat(none.errno()).isEqualTo(Errno.EBADF);
    assertThat(none.detail()).contains("no cgroup of version 2");
  }

  private Member member(ProgramHandle program, LinkHandle link) {
    return new Member(
        programs.info(program).orThrow().id(), Optional.of(links.info(link).orThrow().id()));
  }

  private static LinkHandle attach(
      NetworkSandbox sandbox, NetworkInterface at, ProgramHandle program) {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment attribute = Memory.zeroed(arena, 64);
      Memory.setInt(attribute, 0, LinuxProgram.number(program));
      Memory.setInt(attribute, 4, at.index());
      Memory.setInt(attribute, 8, Direction.INGRESS.tcxAttachType().number());
      return sandbox.within(
          () ->
              Answer.<LinkHandle>opened(
                      SystemCalls.bpf(BpfCommand.LINK_CREATE, attribute),
                      Operation.CREATE_LINK,
                      at.name(),
                      LinuxLink::new)
                  .orThrow());
    }
  }
}
