package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TcxLinkContractTest {

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

    private NetworkInterface device =
        new NetworkInterface(io.bpfledger.kernel.NetworkNamespace.OWN, 0, "none");

    @BeforeEach
    void addDevice() {
      device = world().addDevice("dev0");
    }

    @Test
    void membersRunInTheOrderOfTheirArrivalUnlessToldOtherwise() {
      ProgramHandle a = tcOk();
      ProgramHandle b = tcOk();
      ProgramHandle c = tcOk();
      keep(attach(a, new TcxPosition.Last()));
      keep(attach(b, new TcxPosition.Last()));
      keep(attach(c, new TcxPosition.First()));

      assertThat(order()).containsExactly(idOf(c), idOf(a), idOf(b));
    }

    @Test
    void memberGoesBeforeOrBehindALinkOrAProgram() {
      ProgramHandle a = tcOk();
      ProgramHandle b = tcOk();
      ProgramHandle c = tcOk();
      ProgramHandle d = tcOk();
      ProgramHandle e = tcOk();
      LinkHandle linkOfA = keep(attach(a, new TcxPosition.Last()));
      LinkHandle linkOfB = keep(attach(b, new TcxPosition.BeforeLink(idOf(linkOfA))));
      keep(attach(c, new TcxPosition.AfterLink(idOf(linkOfB))));
      keep(attach(d, new TcxPosition.BeforeProgram(idOf(b))));
      keep(attach(e, new TcxPosition.AfterProgram(idOf(a))));

      assertThat(order()).containsExactly(idOf(d), idOf(b), idOf(c), idOf(a), idOf(e));
    }

    @Test
    void anchorThatIsNotOnTheHookIsRefused() {
      ProgramHandle elsewhere = tcOk();

      assertRefused(attach(tcOk(), new TcxPosition.BeforeProgram(idOf(elsewhere))), Errno.ENOENT);
    }

    @Test
    void programIsOnAHookAtMostOnce() {
      ProgramHandle program = tcOk();
      keep(attach(program, new TcxPosition.Last()));

      assertRefused(attach(program, new TcxPosition.Last()), Errno.EEXIST);
    }

    @Test
    void everyChangeRaisesTheRevision() {
      keep(attach(tcOk(), new TcxPosition.Last()));
      long before = revision();
      LinkHandle link = attach(tcOk(), new TcxPosition.Last()).orThrow();
      long attached = revision();
      link.close();

      assertThat(attached).isGreaterThan(before);
      Eventually.holds(() -> order().size() == 1);
      assertThat(revision()).isGreaterThan(attached);
    }

    @Test
    void attachThatExpectsAnotherRevisionIsRefused() {
      keep(attach(tcOk(), new TcxPosition.Last()));
      long current = revision();

      assertRefused(attachExpecting(tcOk(), current + 7), Errno.ESTALE);
      keep(attachExpecting(tcOk(), current));
      assertThat(order()).hasSize(2);
    }

    @Test
    void updateKeepsThePlace() {
      ProgramHandle a = tcOk();
      ProgramHandle b = tcOk();
      ProgramHandle other = tcShot();
      LinkHandle linkOfA = keep(attach(a, new TcxPosition.Last()));
      keep(attach(b, new TcxPosition.Last()));
      kernel().links().update(linkOfA, other, Optional.of(a)).orThrow();

      assertThat(order()).containsExactly(idOf(other), idOf(b));
      assertRefused(kernel().links().update(linkOfA, b, Optional.empty()), Errno.EEXIST);
      assertRefused(kernel().links().update(linkOfA, a, Optional.of(a)), Errno.EPERM);
    }

    @Test
    void detachedLinkKeepsItsIdAndLosesItsPlace() {
      ProgramHandle a = tcOk();
      ProgramHandle b = tcOk();
      LinkHandle linkOfA = keep(attach(a, new TcxPosition.Last()));
      keep(attach(b, new TcxPosition.Last()));
      LinkId id = idOf(linkOfA);
      kernel().links().detach(linkOfA).orThrow();

      assertThat(order()).containsExactly(idOf(b));
      var info = kernel().links().info(linkOfA).orThrow();
      assertThat(info.id()).isEqualTo(id);
      assertThat(info.details())
          .isEqualTo(new LinkDetails.Tcx(0, Direction.INGRESS.tcxAttachType().number()));
    }

    @Test
    void removedDeviceLeavesADefunctLink() {
      LinkHandle link = keep(attach(tcOk(), new TcxPosition.Last()));
      world().removeDevice("dev0");
      LinkDetails defunct = new LinkDetails.Tcx(0, Direction.INGRESS.tcxAttachType().number());
      Eventually.holds(() -> kernel().links().info(link).orThrow().details().equals(defunct));

      assertThat(kernel().links().info(link).orThrow().details()).isEqualTo(defunct);
    }

    @Test
    void directionsAreApart() {
      ProgramHandle program = tcOk();
      keep(attach(program, new TcxPosition.Last()));
      keep(
          kernel()
              .links()
              .create(program, new TcxTarget(device, Direction.EGRESS, new TcxPosition.Last(), 0)));

      assertThat(order()).containsExactly(idOf(program));
      assertThat(members(Direction.EGRESS).members()).hasSize(1);
    }

    @Test
    void queryNamesTheLinks() {
      LinkHandle link = keep(attach(tcOk(), new TcxPosition.Last()));

      assertThat(members(Direction.INGRESS).members())
          .extracting(HookMembers.Member::link)
          .containsExactly(Optional.of(idOf(link)));
    }

    private Result<LinkHandle> attach(ProgramHandle program, TcxPosition position) {
      return kernel()
          .links()
          .create(program, new TcxTarget(device, Direction.INGRESS, position, 0));
    }

    private Result<LinkHandle> attachExpecting(ProgramHandle program, long revision) {
      return kernel()
          .links()
          .create(
              program, new TcxTarget(device, Direction.INGRESS, new TcxPosition.Last(), revision));
    }

    private HookMembers members(Direction direction) {
      return kernel().links().query(new Hook.Tcx(device, direction)).orThrow();
    }

    private List<ProgramId> order() {
      return members(Direction.INGRESS).members().stream()
          .map(HookMembers.Member::program)
          .toList();
    }

    private long revision() {
      return members(Direction.INGRESS).revision();
    }

    private ProgramId idOf(ProgramHandle program) {
      return kernel().programs().info(program).orThrow().id();
    }

    private LinkId idOf(LinkHandle link) {
      return kernel().links().info(link).orThrow().id();
    }
  }
}
