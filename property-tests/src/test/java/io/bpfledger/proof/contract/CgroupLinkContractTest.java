package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.attach.CgroupDeviceTarget;
import io.bpfledger.kernel.attach.CgroupSkbTarget;
import io.bpfledger.kernel.attach.CgroupSockAddrTarget;
import io.bpfledger.kernel.attach.CgroupSockTarget;
import io.bpfledger.kernel.attach.CgroupSockoptTarget;
import io.bpfledger.kernel.attach.CgroupSysctlTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.SockOpsTarget;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

final class CgroupLinkContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  @NeedsFeature(Feature.CGROUP_LINK)
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends LinkKindContract {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    /** A hook, its program in the test object, and how to name it in a cgroup. */
    record Family(String program, AttachType attachType, Function<Path, LinkTarget> on) {

      @Override
      public String toString() {
        return program;
      }
    }

    static final List<Family> FAMILIES =
        List.of(
            skb("skb_ingress", AttachType.CGROUP_INET_INGRESS),
            skb("skb_egress", AttachType.CGROUP_INET_EGRESS),
            sock("sock_create", AttachType.CGROUP_INET_SOCK_CREATE),
            sock("post_bind4", AttachType.CGROUP_INET4_POST_BIND),
            address("connect4", AttachType.CGROUP_INET4_CONNECT),
            address("bind6", AttachType.CGROUP_INET6_BIND),
            option("getsockopt", AttachType.CGROUP_GETSOCKOPT),
            option("setsockopt", AttachType.CGROUP_SETSOCKOPT),
            new Family("sysctl", AttachType.CGROUP_SYSCTL, CgroupSysctlTarget::new),
            new Family("device", AttachType.CGROUP_DEVICE, CgroupDeviceTarget::new),
            new Family("sock_ops", AttachType.CGROUP_SOCK_OPS, SockOpsTarget::new));

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void linkTakesAnotherProgramAndLeavesItsCgroupByForce(Family family) {
      ProgramHandle program = program("cgroup", family.program());
      ProgramHandle next = program("cgroup", family.program());
      LinkHandle link = attach(program, family.on().apply(world().cgroup()));

      assertTells(link, program, details(family, world().cgroupId()));
      assertThat(members(family)).containsExactly(idOf(program));
      assertTakesAnotherProgram(link, program, next);
      assertThat(members(family)).containsExactly(idOf(next));
      assertRefused(kernel().links().update(link, xdpPass(), Optional.empty()), Errno.EINVAL);
      assertDetachesByForce(link, details(family, 0));
      assertThat(members(family)).isEmpty();
      assertRefused(kernel().links().update(link, program, Optional.empty()), Errno.ENOLINK);
      assertEndsWithItsHandle(link);
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void hookTakesSeveralLinksInTheirOrder(Family family) {
      ProgramHandle first = program("cgroup", family.program());
      ProgramHandle second = program("cgroup", family.program());
      LinkHandle link = attach(first, family.on().apply(world().cgroup()));
      attach(second, family.on().apply(world().cgroup()));

      assertThat(members(family)).containsExactly(idOf(first), idOf(second));
      assertEndsWithItsHandle(link);
      assertThat(members(family)).containsExactly(idOf(second));
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void programOfAnotherTypeIsRefused(Family family) {
      assertRefused(create(xdpPass(), family.on().apply(world().cgroup())), Errno.EINVAL);
    }

    @ParameterizedTest
    @FieldSource("FAMILIES")
    void missingCgroupIsRefused(Family family) {
      Path missing = world().cgroup().resolve("missing");

      assertRefused(
          create(program("cgroup", family.program()), family.on().apply(missing)), Errno.ENOENT);
    }

    @Test
    void programThatWasLoadedForAnotherHookIsRefused() {
      assertRefused(
          create(
              program("cgroup", "connect4"),
              new CgroupSockAddrTarget(world().cgroup(), AttachType.CGROUP_INET6_CONNECT)),
          Errno.EINVAL);
      assertRefused(
          create(
              program("cgroup", "sock_create"),
              new CgroupSockTarget(world().cgroup(), AttachType.CGROUP_INET4_POST_BIND)),
          Errno.EINVAL);
      assertRefused(
          create(
              program("cgroup", "getsockopt"),
              new CgroupSockoptTarget(world().cgroup(), AttachType.CGROUP_SETSOCKOPT)),
          Errno.EINVAL);
    }

    @Test
    void linkOutlivesItsCgroupWithoutAHook() {
      ProgramHandle program = program("cgroup", "skb_egress");
      LinkHandle link =
          attach(program, new CgroupSkbTarget(world().cgroup(), AttachType.CGROUP_INET_EGRESS));
      LinkDetails defunct = new LinkDetails.Cgroup(0, AttachType.CGROUP_INET_EGRESS.number());

      world().removeCgroup();

      Eventually.holds(() -> info(link).details().equals(defunct));
      assertTells(link, program, defunct);
      assertEndsWithItsHandle(link);
    }

    private List<ProgramId> members(Family family) {
      return kernel()
          .links()
          .query(new Hook.Cgroup(world().cgroup(), family.attachType()))
          .orThrow()
          .members()
          .stream()
          .map(HookMembers.Member::program)
          .toList();
    }

    private static LinkDetails details(Family family, long cgroup) {
      return new LinkDetails.Cgroup(cgroup, family.attachType().number());
    }

    private static Family skb(String program, AttachType type) {
      return new Family(program, type, cgroup -> new CgroupSkbTarget(cgroup, type));
    }

    private static Family sock(String program, AttachType type) {
      return new Family(program, type, cgroup -> new CgroupSockTarget(cgroup, type));
    }

    private static Family address(String program, AttachType type) {
      return new Family(program, type, cgroup -> new CgroupSockAddrTarget(cgroup, type));
    }

    private static Family option(String program, AttachType type) {
      return new Family(program, type, cgroup -> new CgroupSockoptTarget(cgroup, type));
    }
  }
}
