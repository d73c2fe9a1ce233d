package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.WRITER;
import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.details;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.CgroupDeviceTarget;
import io.bpfledger.kernel.attach.CgroupSkbTarget;
import io.bpfledger.kernel.attach.CgroupSockAddrTarget;
import io.bpfledger.kernel.attach.CgroupSockTarget;
import io.bpfledger.kernel.attach.CgroupSockoptTarget;
import io.bpfledger.kernel.attach.CgroupSysctlTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.SockOpsTarget;
import io.bpfledger.kernel.testing.CgroupSandbox;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.SandboxedProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A child process in a cgroup of the test's own does what the programs count, allow or refuse. */
@RealKernel
final class CgroupLinkTest {

  private static final int REFUSE = 0;
  private static final int ALLOW = 1;

  private CgroupSandbox cgroup;
  private NetworkSandbox network;

  @BeforeEach
  void openSandboxes() {
    cgroup = CgroupSandbox.open();
    network = NetworkSandbox.open();
  }

  @AfterEach
  void closeSandboxes() {
    cgroup.close();
    network.close();
  }

  @Test
  void eachPacketOfTheCgroupIsCounted() {
    CgroupSkbTarget target = new CgroupSkbTarget(cgroup.path(), AttachType.CGROUP_INET_EGRESS);
    try (CountingProgram program =
            program(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS, ALLOW);
        LinkHandle link = attach(program, target)) {
      steps("send", "7000", "9");

      assertThat(program.runs()).isEqualTo(9);
      assertThat(details(link, program))
          .isEqualTo(new LinkDetails.Cgroup(cgroup.id(), AttachType.CGROUP_INET_EGRESS.number()));
    }
  }

  @Test
  void packetThatComesInIsCounted() {
    CgroupSkbTarget target = new CgroupSkbTarget(cgroup.path(), AttachType.CGROUP_INET_INGRESS);
    try (CountingProgram program =
            program(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_INGRESS, ALLOW);
        LinkHandle _ = attach(program, target)) {
      steps("exchange", "7000");

      assertThat(program.runs()).isEqualTo(1);
    }
  }

  @Test
  void closedLinkCountsNoMore() {
    try (CountingProgram program =
        program(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS, ALLOW)) {
      attach(program, new CgroupSkbTarget(cgroup.path(), AttachType.CGROUP_INET_EGRESS)).close();
      steps("send", "7000", "2");

      assertThat(program.runs()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {"CGROUP_INET_SOCK_CREATE", "CGROUP_INET4_POST_BIND", "CGROUP_INET_SOCK_RELEASE"})
  void eachSocketIsCountedAtTheMomentsOfItsLife(AttachType moment) {
    try (CountingProgram program = program(ProgramType.CGROUP_SOCK, moment, ALLOW);
        LinkHandle link = attach(program, new CgroupSockTarget(cgroup.path(), moment))) {
      steps("bind", "7000");

      assertThat(program.runs()).isPositive();
      assertThat(details(link, program))
          .isEqualTo(new LinkDetails.Cgroup(cgroup.id(), moment.number()));
    }
  }

  @Test
  void socketIsRefused() {
    refusedStep(
        new CgroupSockTarget(cgroup.path(), AttachType.CGROUP_INET_SOCK_CREATE),
        program(ProgramType.CGROUP_SOCK, AttachType.CGROUP_INET_SOCK_CREATE, REFUSE),
        "bind",
        "7000");
  }

  @ParameterizedTest
  @EnumSource(names = {"CGROUP_INET4_BIND", "CGROUP_UDP4_SENDMSG", "CGROUP_UDP4_RECVMSG"})
  void eachCallOfADatagramSocketIsCountedOnce(AttachType call) {
    try (CountingProgram program = program(ProgramType.CGROUP_SOCK_ADDR, call, ALLOW);
        LinkHandle link = attach(program, new CgroupSockAddrTarget(cgroup.path(), call))) {
      steps("exchange", "7000");

      assertThat(program.runs()).isEqualTo(1);
      assertThat(details(link, program))
          .isEqualTo(new LinkDetails.Cgroup(cgroup.id(), call.number()));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"CGROUP_INET4_CONNECT", "CGROUP_INET4_GETSOCKNAME", "CGROUP_INET4_BIND"})
  void callsOfAConnectionAreCounted(AttachType call) {
    try (CountingProgram program = program(ProgramType.CGROUP_SOCK_ADDR, call, ALLOW);
        LinkHandle _ = attach(program, new CgroupSockAddrTarget(cgroup.path(), call))) {
      steps("connect", "7000");

      assertThat(program.runs()).isPositive();
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "CGROUP_INET6_BIND",
        "CGROUP_INET6_CONNECT",
        "CGROUP_UDP6_SENDMSG",
        "CGROUP_UDP6_RECVMSG",
        "CGROUP_INET4_GETPEERNAME",
        "CGROUP_INET6_GETPEERNAME",
        "CGROUP_INET6_GETSOCKNAME",
        "CGROUP_UNIX_CONNECT",
        "CGROUP_UNIX_SENDMSG",
        "CGROUP_UNIX_RECVMSG",
        "CGROUP_UNIX_GETPEERNAME",
        "CGROUP_UNIX_GETSOCKNAME"
      })
  void hooksOfTheOtherCallsTakeTheirPrograms(AttachType call) {
    try (CountingProgram program = program(ProgramType.CGROUP_SOCK_ADDR, call, ALLOW);
        LinkHandle link = attach(program, new CgroupSockAddrTarget(cgroup.path(), call))) {
      assertThat(details(link, program))
          .isEqualTo(new LinkDetails.Cgroup(cgroup.id(), call.number()));
    }
  }

  @Test
  void connectionIsRefused() {
    refusedStep(
        new CgroupSockAddrTarget(cgroup.path(), AttachType.CGROUP_INET4_CONNECT),
        program(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_CONNECT, REFUSE),
        "connect",
        "7000");
  }

  @ParameterizedTest
  @EnumSource(names = {"CGROUP_GETSOCKOPT", "CGROUP_SETSOCKOPT"})
  void socketOptionIsCountedOrRefused(AttachType call) {
    CgroupSockoptTarget target = new CgroupSockoptTarget(cgroup.path(), call);
    try (CountingProgram program = program(ProgramType.CGROUP_SOCKOPT, call, ALLOW);
        LinkHandle link = attach(program, target)) {
      steps("option");

      assertThat(program.runs()).isPositive();
      assertThat(details(link, program))
          .isEqualTo(new LinkDetails.Cgroup(cgroup.id(), call.number()));
    }
    refusedStep(target, program(ProgramType.CGROUP_SOCKOPT, call, REFUSE), "option");
  }

  @Test
  void sysctlIsCountedOrRefused() {
    CgroupSysctlTarget target = new CgroupSysctlTarget(cgroup.path());
    try (CountingProgram program =
            program(ProgramType.CGROUP_SYSCTL, AttachType.CGROUP_SYSCTL, ALLOW);
        LinkHandle _ = attach(program, target)) {
      steps("read", "/proc/sys/net/ipv4/ip_forward");

      assertThat(program.runs()).isPositive();
    }
    refusedStep(
        target,
        program(ProgramType.CGROUP_SYSCTL, AttachType.CGROUP_SYSCTL, REFUSE),
        "read",
        "/proc/sys/net/ipv4/ip_forward");
  }

  @Test
  void deviceIsCounted() {
    try (CountingProgram program =
            program(ProgramType.CGROUP_DEVICE, AttachType.CGROUP_DEVICE, ALLOW);
        LinkHandle _ = attach(program, new CgroupDeviceTarget(cgroup.path()))) {
      steps("open", "/dev/zero");

      assertThat(program.runs()).isPositive();
    }
  }

  @Test
  void deviceIsRefused() {
    try (CountingProgram program =
            program(ProgramType.CGROUP_DEVICE, AttachType.CGROUP_DEVICE, REFUSE);
        LinkHandle _ = attach(program, new CgroupDeviceTarget(cgroup.path()))) {
      // No JVM here: it could not even open its own random numbers.
      SandboxedProcess.Outcome outcome =
          SandboxedProcess.run(cgroup, network, List.of("/bin/sh", "-c", "read x < /dev/zero"));

      assertThat(outcome.exitCode()).isNotZero();
      assertThat(outcome.output()).contains("/dev/zero");
      assertThat(program.runs()).isPositive();
    }
  }

  @Test
  void connectionEventsAreCounted() {
    try (CountingProgram program =
            program(ProgramType.SOCK_OPS, AttachType.CGROUP_SOCK_OPS, ALLOW);
        LinkHandle link = attach(program, new SockOpsTarget(cgroup.path()))) {
      steps("connect", "7000");

      assertThat(program.runs()).isPositive();
      assertThat(details(link, program))
          .isEqualTo(new LinkDetails.Cgroup(cgroup.id(), AttachType.CGROUP_SOCK_OPS.number()));
    }
  }

  @Test
  void updateAndDetachWorkOnCgroups() {
    CgroupSkbTarget target = new CgroupSkbTarget(cgroup.path(), AttachType.CGROUP_INET_EGRESS);
    try (CountingProgram first =
            program(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS, ALLOW);
        CountingProgram second =
            program(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS, ALLOW);
        LinkHandle link = attach(first, target)) {
      WRITER.update(link, second.handle(), Optional.of(first.handle())).orThrow();
      steps("send", "7000", "3");
      assertThat(first.runs()).isZero();
      assertThat(second.runs()).isEqualTo(3);
      assertThat(
              WRITER
                  .update(link, first.handle(), Optional.of(first.handle()))
                  .problem()
                  .orElseThrow()
                  .errno())
          .isEqualTo(Errno.EPERM);

      WRITER.detach(link).orThrow();
      steps("send", "7000", "3");
      assertThat(second.runs()).isEqualTo(3);
      assertThat(((LinkDetails.Cgroup) details(link, second)).cgroupId()).isZero();
    }
  }

  @Test
  void directoryThatIsNoCgroupIsNamed(@TempDir Path scratch) throws IOException {
    Path file = Files.writeString(scratch.resolve("file"), "");
    try (CountingProgram program =
        program(ProgramType.CGROUP_SKB, AttachType.CGROUP_INET_EGRESS, ALLOW)) {
      assertThat(egressOf(program, scratch).errno()).isEqualTo(Errno.EBADF);
      assertThat(egressOf(program, scratch).detail()).contains("no cgroup of version 2");
      assertThat(egressOf(program, scratch.resolve("none")).errno()).isEqualTo(Errno.ENOENT);
      assertThat(egressOf(program, file).errno()).isEqualTo(Errno.ENOTDIR);
      assertThat(egressOf(program, Path.of("relative")).errno()).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void programOfAnotherHookIsRefused() {
    try (CountingProgram program =
        program(ProgramType.CGROUP_SOCK_ADDR, AttachType.CGROUP_INET4_BIND, ALLOW)) {
      KernelError error =
          refusal(
              program, new CgroupSockAddrTarget(cgroup.path(), AttachType.CGROUP_INET4_CONNECT));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.detail()).contains("not loaded for this hook");
    }
  }

  private void refusedStep(LinkTarget target, CountingProgram refusing, String... steps) {
    try (refusing;
        LinkHandle _ = attach(refusing, target)) {
      assertThat(SandboxedProcess.socketSteps(cgroup, network, steps).orThrow())
          .contains("refused: ");
      assertThat(refusing.runs()).isPositive();
    }
  }

  private void steps(String... steps) {
    assertThat(SandboxedProcess.socketSteps(cgroup, network, steps).orThrow()).endsWith("done\n");
  }

  private static KernelError egressOf(CountingProgram program, Path cgroup) {
    return refusal(program, new CgroupSkbTarget(cgroup, AttachType.CGROUP_INET_EGRESS));
  }

  private static CountingProgram program(ProgramType type, AttachType attachType, int verdict) {
    return CountingProgram.load(Shape.of(type, verdict).expecting(attachType));
  }
}
