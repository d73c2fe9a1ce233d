package io.bpfledger.proof.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LoadedObject;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.TrafficControl;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TrafficControlContractTest {

  private static final TcFilterSpec SPEC = new TcFilterSpec(50, 1, "ours");

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
    void clsactIsAddedOnce() {
      assertThat(qdiscKinds()).doesNotContain("clsact");
      control().addClsact(device).orThrow();

      assertThat(qdiscKinds()).contains("clsact");
      assertRefused(control().addClsact(device), Errno.EEXIST);
    }

    @Test
    void filterNeedsTheQdisc() {
      assertRefused(control().addFilter(ingress(), SPEC, tcOk()), Errno.EINVAL);
    }

    @Test
    void filterIsFoundAsItWasSet() {
      control().addClsact(device).orThrow();
      ProgramHandle program = tcOk();
      control().addFilter(ingress(), SPEC, program).orThrow();

      assertThat(control().filters(ingress()).orThrow())
          .containsExactly(
              new TcFilter(
                  device.index(),
                  Direction.INGRESS,
                  50,
                  1,
                  0,
                  "bpf",
                  "ours",
                  Optional.of(idOf(program)),
                  true));
      assertThat(control().filters(egress()).orThrow()).isEmpty();
    }

    @Test
    void takenHandleIsRefused() {
      control().addClsact(device).orThrow();
      control().addFilter(ingress(), SPEC, tcOk()).orThrow();

      assertRefused(control().addFilter(ingress(), SPEC, tcShot()), Errno.EEXIST);
    }

    @Test
    void programThatIsNoClassifierIsRefused() {
      control().addClsact(device).orThrow();

      assertRefused(control().addFilter(ingress(), SPEC, xdpPass()), Errno.EINVAL);
    }

    @Test
    void filterIsReplacedInPlace() {
      control().addClsact(device).orThrow();
      ProgramHandle shot = tcShot();
      control().addFilter(ingress(), SPEC, tcOk()).orThrow();
      control().replaceFilter(ingress(), SPEC, shot).orThrow();

      assertThat(control().filters(ingress()).orThrow())
          .singleElement()
          .satisfies(
              filter -> {
                assertThat(filter.handle()).isEqualTo(1);
                assertThat(filter.priority()).isEqualTo(50);
                assertThat(filter.program()).contains(idOf(shot));
              });
    }

    @Test
    void replaceOfWhatIsNotThereAdds() {
      control().addClsact(device).orThrow();
      control().replaceFilter(ingress(), SPEC, tcOk()).orThrow();

      assertThat(control().filters(ingress()).orThrow()).hasSize(1);
    }

    @Test
    void filtersAreFoundByPriority() {
      control().addClsact(device).orThrow();
      control().addFilter(ingress(), new TcFilterSpec(70, 1, "c"), tcOk()).orThrow();
      control().addFilter(ingress(), new TcFilterSpec(50, 2, "b"), tcOk()).orThrow();
      control().addFilter(ingress(), new TcFilterSpec(10, 1, "a"), tcOk()).orThrow();

      assertThat(control().filters(ingress()).orThrow())
          .extracting(TcFilter::name)
          .containsExactly("a", "b", "c");
    }

    @Test
    void onlyTheNamedFilterIsDeleted() {
      control().addClsact(device).orThrow();
      control().addFilter(ingress(), SPEC, tcOk()).orThrow();
      control().addFilter(ingress(), new TcFilterSpec(50, 2, "foreign"), tcOk()).orThrow();
      control().deleteFilter(ingress(), 50, 1).orThrow();

      assertThat(control().filters(ingress()).orThrow())
          .extracting(TcFilter::name)
          .containsExactly("foreign");
      assertRefused(control().deleteFilter(ingress(), 50, 1), Errno.ENOENT);
    }

    @Test
    void filterKeepsItsProgramUntilItIsDeleted() {
      control().addClsact(device).orThrow();
      LoadedObject loaded = load("tc_verdicts", "ok_one");
      ProgramId id = idOf(loaded.program("ok_one"));
      control().addFilter(ingress(), SPEC, loaded.program("ok_one")).orThrow();
      loaded.close();

      assertThat(kernel().programs().describe(id).succeeded()).isTrue();
      control().deleteFilter(ingress(), 50, 1).orThrow();
      Eventually.holds(() -> !kernel().programs().describe(id).succeeded());
      assertRefused(kernel().programs().describe(id), Errno.ENOENT);
    }

    @Test
    void clsactGoesWithAllItsFilters() {
      control().addClsact(device).orThrow();
      control().addFilter(ingress(), SPEC, tcOk()).orThrow();
      control().addFilter(egress(), SPEC, tcOk()).orThrow();
      control().deleteClsact(device).orThrow();

      assertThat(qdiscKinds()).doesNotContain("clsact");
      control().addClsact(device).orThrow();
      assertThat(control().filters(ingress()).orThrow()).isEmpty();
      assertThat(control().filters(egress()).orThrow()).isEmpty();
    }

    @Test
    void removedDeviceTakesItsFiltersAlong() {
      control().addClsact(device).orThrow();
      LoadedObject loaded = load("tc_verdicts", "ok_one");
      ProgramId id = idOf(loaded.program("ok_one"));
      control().addFilter(ingress(), SPEC, loaded.program("ok_one")).orThrow();
      loaded.close();
      world().removeDevice("dev0");

      Eventually.holds(() -> !kernel().programs().describe(id).succeeded());
      assertRefused(kernel().programs().describe(id), Errno.ENOENT);
      assertRefused(control().addClsact(device), Errno.ENODEV);
    }

    private TrafficControl control() {
      return kernel().trafficControl();
    }

    private TcTarget ingress() {
      return new TcTarget(device, Direction.INGRESS);
    }

    private TcTarget egress() {
      return new TcTarget(device, Direction.EGRESS);
    }

    private java.util.List<String> qdiscKinds() {
      return control().qdiscs(device).orThrow().stream().map(Qdisc::kind).toList();
    }

    private ProgramId idOf(ProgramHandle program) {
      return kernel().programs().info(program).orThrow().id();
    }
  }
}
