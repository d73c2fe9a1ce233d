package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class XdpLinkContractTest {

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
    void linkTellsItsProgramAndItsInterface() {
      ProgramHandle program = xdpPass();
      LinkHandle link = keep(attach(program));

      var info = kernel().links().info(link).orThrow();
      assertThat(info.program()).contains(idOf(program));
      assertThat(info.details()).isEqualTo(new LinkDetails.Xdp(device.index()));
      assertThat(kernel().links().describe(info.id()).orThrow()).isEqualTo(info);
      assertThat(onHook()).containsExactly(idOf(program));
    }

    @Test
    void hookTakesOneLink() {
      keep(attach(xdpPass()));

      assertRefused(attach(xdpDrop()), Errno.EBUSY);
      assertRefused(
          kernel().links().create(xdpDrop(), new XdpTarget(device, XdpMode.GENERIC)), Errno.EEXIST);
    }

    @Test
    void programOfAnotherTypeIsRefused() {
      assertRefused(attach(tcOk()), Errno.EINVAL);
    }

    @Test
    void interfaceThatDoesNotExistIsRefused() {
      NetworkInterface gone = new NetworkInterface(device.namespace(), 9_999_999, "gone0");

      assertRefused(
          kernel().links().create(xdpPass(), new XdpTarget(gone, XdpMode.NATIVE)), Errno.EINVAL);
    }

    @Test
    void linkThatNobodyHoldsLeavesTheHook() {
      LinkHandle link = attach(xdpPass()).orThrow();
      LinkId id = idOf(link);
      link.close();

      Eventually.holds(() -> !kernel().links().describe(id).succeeded());
      assertRefused(kernel().links().describe(id), Errno.ENOENT);
      assertThat(onHook()).isEmpty();
      keep(attach(xdpDrop()));
    }

    @Test
    void linkKeepsItsProgram() {
      LoadedObject loaded = load("xdp_verdicts", "pass_one");
      ProgramId program = idOf(loaded.program("pass_one"));
      keep(attach(loaded.program("pass_one")));
      loaded.close();

      assertThat(kernel().programs().describe(program).succeeded()).isTrue();
    }

    @Test
    void updateReplacesTheProgramUnderTheSameLink() {
      LinkHandle link = keep(attach(xdpPass()));
      LinkId id = idOf(link);
      ProgramHandle drop = xdpDrop();
      kernel().links().update(link, drop, Optional.empty()).orThrow();

      assertThat(idOf(link)).isEqualTo(id);
      assertThat(kernel().links().info(link).orThrow().program()).contains(idOf(drop));
      assertThat(onHook()).containsExactly(idOf(drop));
    }

    @Test
    void updateThatExpectsAnotherProgramChangesNothing() {
      ProgramHandle pass = xdpPass();
      ProgramHandle drop = xdpDrop();
      LinkHandle link = keep(attach(pass));

      assertRefused(kernel().links().update(link, drop, Optional.of(drop)), Errno.EPERM);
      assertThat(kernel().links().info(link).orThrow().program()).contains(idOf(pass));
      kernel().links().update(link, drop, Optional.of(pass)).orThrow();
      assertThat(kernel().links().info(link).orThrow().program()).contains(idOf(drop));
    }

    @Test
    void updateToAProgramOfAnotherTypeIsRefused() {
      LinkHandle link = keep(attach(xdpPass()));

      assertRefused(kernel().links().update(link, tcOk(), Optional.empty()), Errno.EINVAL);
    }

    @Test
    void detachedLinkKeepsItsIdAndLosesItsHook() {
      ProgramHandle pass = xdpPass();
      LinkHandle link = keep(attach(pass));
      LinkId id = idOf(link);
      kernel().links().detach(link).orThrow();

      var info = kernel().links().info(link).orThrow();
      assertThat(info.id()).isEqualTo(id);
      assertThat(info.program()).contains(idOf(pass));
      assertThat(info.details()).isEqualTo(new LinkDetails.Xdp(0));
      assertThat(onHook()).isEmpty();
      keep(attach(xdpDrop()));
    }

    @Test
    void detachedLinkCannotBeUpdated() {
      LinkHandle link = keep(attach(xdpPass()));
      kernel().links().detach(link).orThrow();

      assertRefused(kernel().links().update(link, xdpDrop(), Optional.empty()), Errno.ENOLINK);
      kernel().links().detach(link).orThrow();
    }

    @Test
    void removedDeviceLeavesADefunctLink() {
      ProgramHandle pass = xdpPass();
      LinkHandle link = keep(attach(pass));
      world().removeDevice("dev0");
      Eventually.holds(() -> detailsOf(link).equals(new LinkDetails.Xdp(0)));

      assertThat(detailsOf(link)).isEqualTo(new LinkDetails.Xdp(0));
      assertThat(kernel().links().info(link).orThrow().program()).contains(idOf(pass));
    }

    @Test
    void deviceOfTheSameNameIsAnother() {
      LinkHandle link = keep(attach(xdpPass()));
      world().removeDevice("dev0");
      NetworkInterface again = world().addDevice("dev0");

      assertThat(again.index()).isNotEqualTo(device.index());
      Eventually.holds(() -> detailsOf(link).equals(new LinkDetails.Xdp(0)));
      assertThat(kernel().links().query(new Hook.Xdp(again)).orThrow().members()).isEmpty();
      keep(kernel().links().create(xdpDrop(), new XdpTarget(again, XdpMode.NATIVE)));
    }

    @Test
    void enumerationGoesUpwardsAndMeetsOurLink() {
      LinkId id = idOf(keep(attach(xdpPass())));

      boolean met = false;
      Optional<LinkId> before = Optional.empty();
      Optional<LinkId> next = kernel().links().next(before).orThrow();
      while (next.isPresent()) {
        if (before.isPresent()) {
          assertThat(next.get()).isGreaterThan(before.get());
        }
        met |= next.get().equals(id);
        before = next;
        next = kernel().links().next(before).orThrow();
      }
      assertThat(met).isTrue();
    }

    private Result<LinkHandle> attach(ProgramHandle program) {
      return kernel().links().create(program, new XdpTarget(device, XdpMode.NATIVE));
    }

    private List<ProgramId> onHook() {
      HookMembers members = kernel().links().query(new Hook.Xdp(device)).orThrow();
      return members.members().stream().map(HookMembers.Member::program).toList();
    }

    private ProgramId idOf(ProgramHandle program) {
      return kernel().programs().info(program).orThrow().id();
    }

    private LinkId idOf(LinkHandle link) {
      return kernel().links().info(link).orThrow().id();
    }

    private LinkDetails detailsOf(LinkHandle link) {
      return kernel().links().info(link).orThrow().details();
    }
  }
}
