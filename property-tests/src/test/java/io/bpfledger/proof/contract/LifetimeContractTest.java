package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Handle;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.ProgramInfo;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What is left when a process is killed at a certain point. */
final class LifetimeContractTest {

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

    private NetworkInterface device = new NetworkInterface(NetworkNamespace.OWN, 0, "none");

    @BeforeEach
    void addDevice() {
      device = world().addDevice("dev0");
    }

    @Test
    void loadedProgramWithoutPinDiesWithItsProcess() {
      assertGone(world().runAndKill(DyingScript.LOADS_ONLY, device));
    }

    @Test
    void pinnedProgramStaysButItsUnpinnedLinkIsGone() {
      ProgramId program = world().runAndKill(DyingScript.PINS_PROGRAM_NOT_LINK, device);

      Eventually.holds(() -> !attached());
      assertThat(attached()).isFalse();
      assertThat(kernel().programs().describe(program).succeeded()).isTrue();
    }

    @Test
    void pinnedLinkKeepsItsProgramAtWork() {
      ProgramId program = world().runAndKill(DyingScript.PINS_LINK_NOT_PROGRAM, device);

      assertThat(attached()).isTrue();
      assertThat(kernel().programs().describe(program).succeeded()).isTrue();
      kernel().bpffs().unlink(path("link")).orThrow();
      assertGone(program);
      assertThat(attached()).isFalse();
    }

    @Test
    void filterStaysWithoutAnyPin() {
      ProgramId program = world().runAndKill(DyingScript.SETS_FILTER, device);

      assertThat(
              kernel().trafficControl().filters(new TcTarget(device, Direction.INGRESS)).orThrow())
          .singleElement()
          .satisfies(filter -> assertThat(filter.program()).contains(program));
    }

    @Test
    void pinnedProgramArrayKeepsWhatIsInItsSlots() {
      ProgramId program = world().runAndKill(DyingScript.PINS_PROGRAM_ARRAY, device);
      MapHandle array = (MapHandle) keep(kernel().bpffs().open(path("array")));

      assertThat(kernel().maps().programAt(array, 1).orThrow()).contains(program);
    }

    @Test
    void programArrayThatNoUserHoldsLosesWhatIsInItsSlots() {
      ProgramId inSlot = world().runAndKill(DyingScript.BINDS_PROGRAM_ARRAY, device);

      assertGone(inSlot);
      Handle holder = keep(kernel().bpffs().open(path("program")));
      ProgramInfo info = kernel().programs().info((ProgramHandle) holder).orThrow();
      MapId arrayId = info.mapIds().stream().filter(this::isProgramArray).findFirst().orElseThrow();
      MapHandle array = keep(kernel().maps().open(arrayId));
      assertThat(kernel().maps().programAt(array, 1).orThrow()).isEqualTo(Optional.empty());
    }

    private boolean isProgramArray(MapId map) {
      return kernel().maps().describe(map).orThrow().typeNumber() == MapType.PROG_ARRAY.number();
    }

    private boolean attached() {
      return !kernel().links().query(new Hook.Xdp(device)).orThrow().members().isEmpty();
    }

    private void assertGone(ProgramId program) {
      Eventually.holds(() -> !kernel().programs().describe(program).succeeded());
      assertRefused(kernel().programs().describe(program), Errno.ENOENT);
    }
  }
}
