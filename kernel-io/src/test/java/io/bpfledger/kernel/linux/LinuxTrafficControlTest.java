package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.TcFilter;
import io.bpfledger.kernel.TcFilterSpec;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcTarget;
import io.bpfledger.kernel.linux.netlink.NetlinkRequest;
import io.bpfledger.kernel.linux.netlink.NetlinkSocket;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RawFrames;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealKernel
final class LinuxTrafficControlTest {

  private static final int TC_ACT_OK = 0;
  private static final int TC_ACT_SHOT = 2;

  private final LinuxTrafficControl trafficControl = new LinuxTrafficControl();
  private NetworkSandbox sandbox;
  private NetworkInterface near;
  private NetworkInterface far;
  private TcTarget ingress;
  private TcTarget egress;

  @BeforeEach
  void openSandbox() {
    sandbox = NetworkSandbox.open();
    NetworkSandbox.Cable cable = sandbox.cable("near", "far");
    near = cable.near();
    far = cable.far();
    ingress = new TcTarget(far, Direction.INGRESS);
    egress = new TcTarget(far, Direction.EGRESS);
  }

  @AfterEach
  void closeSandbox() {
    sandbox.close();
  }

  @Test
  void clsactIsThereOnceAddedAndGoneOnceDeleted() {
    trafficControl.addClsact(far).orThrow();
    assertThat(trafficControl.qdiscs(far).orThrow()).extracting(Qdisc::kind).contains("clsact");

    trafficControl.deleteClsact(far).orThrow();
    assertThat(trafficControl.qdiscs(far).orThrow())
        .extracting(Qdisc::kind)
        .doesNotContain("clsact");
  }

  @Test
  void qdiscsAreThoseOfTheInterfaceOnly() {
    trafficControl.addClsact(near).orThrow();

    assertThat(trafficControl.qdiscs(far).orThrow())
        .allSatisfy(qdisc -> assertThat(qdisc.interfaceIndex()).isEqualTo(far.index()))
        .extracting(Qdisc::kind)
        .doesNotContain("clsact");
  }

  @Test
  void secondClsactIsRefusedAsBeingThere() {
    trafficControl.addClsact(far).orThrow();

    KernelError error = problem(trafficControl.addClsact(far));
    assertThat(error.errno()).isEqualTo(Errno.EEXIST);
    assertThat(error.message()).contains("far", "has a clsact qdisc already");
  }

  @Test
  void ingressQdiscOfSomebodyElseIsNamedAndLeftAlone() {
    addIngressQdisc();

    KernelError error = problem(trafficControl.addClsact(far));
    assertThat(error.errno()).isEqualTo(Errno.EEXIST);
    assertThat(error.message()).contains("kind ingress", "not ours to remove");
    assertThat(trafficControl.qdiscs(far).orThrow()).extracting(Qdisc::kind).contains("ingress");
  }

  @Test
  void filterOnAnIngressQdiscIsNotShownForEgressToo() {
    addIngressQdisc();
    try (CountingProgram program = program(TC_ACT_OK)) {
      trafficControl
          .addFilter(ingress, new TcFilterSpec(7, 1, "theirs"), program.handle())
          .orThrow();

      assertThat(trafficControl.filters(ingress).orThrow()).hasSize(1);
      assertThat(trafficControl.filters(egress).orThrow()).isEmpty();
    }
  }

  @Test
  void deletingAMissingClsactSaysSo() {
    KernelError error = problem(trafficControl.deleteClsact(far));

    assertThat(error.message()).contains("no clsact");
  }

  @Test
  void filterCountsEachFrameUntilItIsDeleted() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = program(TC_ACT_OK)) {
      trafficControl.addFilter(ingress, new TcFilterSpec(7, 1, "ours"), program.handle()).orThrow();
      RawFrames.send(near, 10);
      assertThat(program.runsReaching(10)).isEqualTo(10);

      trafficControl.deleteFilter(ingress, 7, 1).orThrow();
      RawFrames.send(near, 5);
      assertThat(program.runsReaching(10)).isEqualTo(10);
      assertThat(trafficControl.filters(ingress).orThrow()).isEmpty();
    }
  }

  @Test
  void egressFilterSeesWhatLeaves() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = program(TC_ACT_OK)) {
      trafficControl.addFilter(egress, new TcFilterSpec(1, 1, "out"), program.handle()).orThrow();
      RawFrames.send(near, 3);
      RawFrames.send(far, 4);

      assertThat(program.runsReaching(4)).isEqualTo(4);
      assertThat(trafficControl.filters(ingress).orThrow()).isEmpty();
      assertThat(trafficControl.filters(egress).orThrow()).hasSize(1);
    }
  }

  @Test
  void filterIsFoundAsItWasSet() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = program(TC_ACT_OK)) {
      trafficControl
          .addFilter(ingress, new TcFilterSpec(42, 0x81, "ours"), program.handle())
          .orThrow();

      assertThat(trafficControl.filters(ingress).orThrow())
          .singleElement()
          .isEqualTo(
              new TcFilter(
                  far.index(),
                  Direction.INGRESS,
                  42,
                  0x81,
                  0,
                  "bpf",
                  "ours",
                  Optional.of(program.id()),
                  true));
    }
  }

  @Test
  void replacedFilterKeepsItsPlaceAndRunsTheOtherProgram() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram first = program(TC_ACT_OK);
        CountingProgram second = program(TC_ACT_OK)) {
      TcFilterSpec filter = new TcFilterSpec(3, 9, "chain");
      trafficControl.addFilter(ingress, filter, first.handle()).orThrow();
      RawFrames.send(near, 2);
      trafficControl.replaceFilter(ingress, filter, second.handle()).orThrow();
      RawFrames.send(near, 5);

      assertThat(first.runsReaching(2)).isEqualTo(2);
      assertThat(second.runsReaching(5)).isEqualTo(5);
      assertThat(trafficControl.filters(ingress).orThrow())
          .singleElement()
          .satisfies(
              found -> {
                assertThat(found.handle()).isEqualTo(9);
                assertThat(found.priority()).isEqualTo(3);
                assertThat(found.program()).contains(second.id());
              });
    }
  }

  @Test
  void replaceWithoutAFilterAddsIt() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = program(TC_ACT_OK)) {
      trafficControl
          .replaceFilter(ingress, new TcFilterSpec(3, 9, "chain"), program.handle())
          .orThrow();

      assertThat(trafficControl.filters(ingress).orThrow()).hasSize(1);
    }
  }

  @Test
  void smallestPriorityRunsFirst() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram late = program(TC_ACT_OK);
        CountingProgram early = program(TC_ACT_SHOT)) {
      trafficControl.addFilter(ingress, new TcFilterSpec(20, 1, "late"), late.handle()).orThrow();
      trafficControl.addFilter(ingress, new TcFilterSpec(10, 1, "early"), early.handle()).orThrow();
      RawFrames.send(near, 6);

      assertThat(early.runsReaching(6)).isEqualTo(6);
      assertThat(trafficControl.filters(ingress).orThrow())
          .extracting(TcFilter::name)
          .containsExactly("early", "late");

      trafficControl.deleteFilter(ingress, 10, 1).orThrow();
      RawFrames.send(near, 2);
      assertThat(late.runsReaching(2)).isEqualTo(2);
    }
  }

  @Test
  void takenHandleIsRefused() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = program(TC_ACT_OK)) {
      TcFilterSpec filter = new TcFilterSpec(3, 9, "ours");
      trafficControl.addFilter(ingress, filter, program.handle()).orThrow();

      KernelError error = problem(trafficControl.addFilter(ingress, filter, program.handle()));
      assertThat(error.errno()).isEqualTo(Errno.EEXIST);
      assertThat(error.object()).isEqualTo("tc ingress on far priority 3 handle 9");
    }
  }

  @Test
  void filterWithoutClsactIsRefusedInTheKernelsWords() {
    try (CountingProgram program = program(TC_ACT_OK)) {
      KernelError error =
          problem(
              trafficControl.addFilter(ingress, new TcFilterSpec(3, 9, "ours"), program.handle()));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.message()).contains("Parent Qdisc", "needs a clsact qdisc");
    }
  }

  @Test
  void programOfAnotherTypeIsRefused() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = CountingProgram.load(Shape.of(ProgramType.XDP, 2))) {
      KernelError error =
          problem(
              trafficControl.addFilter(ingress, new TcFilterSpec(3, 9, "ours"), program.handle()));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.message()).contains("sched_cls");
    }
  }

  @Test
  void deletingAMissingFilterIsENOENT() {
    trafficControl.addClsact(far).orThrow();

    KernelError error = problem(trafficControl.deleteFilter(ingress, 3, 9));
    assertThat(error.errno()).isEqualTo(Errno.ENOENT);
  }

  @Test
  void deletingWithoutAHandleIsRefusedAsItWouldRemoveOthers() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = program(TC_ACT_OK)) {
      trafficControl
          .addFilter(ingress, new TcFilterSpec(3, 9, "theirs"), program.handle())
          .orThrow();

      assertThat(problem(trafficControl.deleteFilter(ingress, 3, 0)).errno())
          .isEqualTo(Errno.EINVAL);
      assertThat(problem(trafficControl.deleteFilter(ingress, 0, 9)).errno())
          .isEqualTo(Errno.EINVAL);
      assertThat(trafficControl.filters(ingress).orThrow()).hasSize(1);
    }
  }

  @Test
  void filterOutlivesTheHandleOfItsProgram() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = program(TC_ACT_SHOT)) {
      trafficControl.addFilter(ingress, new TcFilterSpec(3, 9, "ours"), program.handle()).orThrow();
    }

    assertThat(trafficControl.filters(ingress).orThrow())
        .singleElement()
        .satisfies(found -> assertThat(found.program()).isPresent());
  }

  @Test
  void removedDeviceIsNamed() {
    sandbox.delete(near);

    KernelError error = problem(trafficControl.addClsact(far));
    assertThat(error.errno()).isEqualTo(Errno.ENODEV);
    assertThat(error.message()).contains("far", "is gone from");
  }

  @Test
  void manyFiltersAreListedCompletely() {
    trafficControl.addClsact(far).orThrow();
    try (CountingProgram program = program(TC_ACT_OK)) {
      for (int handle = 1; handle <= 300; handle++) {
        trafficControl
            .addFilter(ingress, new TcFilterSpec(3, handle, "f" + handle), program.handle())
            .orThrow();
      }

      assertThat(trafficControl.filters(ingress).orThrow()).hasSize(300);
    }
  }

  private static CountingProgram program(int verdict) {
    return CountingProgram.load(Shape.of(ProgramType.SCHED_CLS, verdict));
  }

  private static KernelError problem(Result<?> result) {
    return result.problem().orElseThrow();
  }

  private void addIngressQdisc() {
    ByteBuffer part =
        ByteBuffer.allocate(20)
            .order(ByteOrder.nativeOrder())
            .putInt(4, far.index())
            .putInt(8, 0xffff0000)
            .putInt(12, 0xfffffff1);
    NetlinkSocket.within(
            sandbox.namespace(),
            Operation.ADD_CLSACT,
            socket ->
                socket.change(
                    NetlinkRequest.of(36, NetlinkRequest.CREATE | NetlinkRequest.EXCLUSIVE)
                        .fixed(part)
                        .text(1, "ingress"),
                    Operation.ADD_CLSACT,
                    "ingress qdisc"))
        .orThrow();
  }
}
