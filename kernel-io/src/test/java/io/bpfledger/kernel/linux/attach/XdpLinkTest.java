package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.WRITER;
import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.details;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcxPosition;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.XdpMode;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RawFrames;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@RealKernel
final class XdpLinkTest {

  private static final int XDP_DROP = 1;
  private static final int XDP_PASS = 2;
  private static final int TCX_NEXT = -1;

  private NetworkSandbox sandbox;
  private NetworkInterface near;
  private NetworkInterface far;

  @BeforeEach
  void openSandbox() {
    sandbox = NetworkSandbox.open();
    NetworkSandbox.Cable cable = sandbox.cable("near", "far");
    near = cable.near();
    far = cable.far();
  }

  @AfterEach
  void closeSandbox() {
    sandbox.close();
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTOMATIC", "GENERIC", "NATIVE"})
  void eachFrameRunsTheProgramUntilTheLinkIsClosed(XdpMode mode) {
    try (CountingProgram program = program()) {
      try (LinkHandle link = attach(program, new XdpTarget(far, mode))) {
        RawFrames.send(near, 20);
        assertThat(program.runsReaching(20)).isEqualTo(20);
        assertThat(details(link, program)).isEqualTo(new LinkDetails.Xdp(far.index()));
        assertThat(XdpHook.members(far).orThrow().members())
            .containsExactly(new HookMembers.Member(program.id(), Optional.empty()));
      }
      RawFrames.send(near, 5);
      assertThat(program.runsReaching(20)).isEqualTo(20);
      assertThat(XdpHook.members(far).orThrow().members()).isEmpty();
    }
  }

  @Test
  void secondLinkIsRefusedAndNamesTheInterface() {
    try (CountingProgram first = program();
        CountingProgram second = program();
        LinkHandle _ = attach(first, new XdpTarget(far, XdpMode.NATIVE))) {
      KernelError error = refusal(second, new XdpTarget(far, XdpMode.NATIVE));

      assertThat(error.errno()).isEqualTo(Errno.EBUSY);
      assertThat(error.message())
          .startsWith("attach program: xdp on far: EBUSY (16): another program holds the XDP hook");
    }
  }

  @Test
  void secondLinkOfAnotherModeIsRefused() {
    try (CountingProgram first = program();
        CountingProgram second = program();
        LinkHandle _ = attach(first, new XdpTarget(far, XdpMode.NATIVE))) {
      KernelError error = refusal(second, new XdpTarget(far, XdpMode.GENERIC));

      assertThat(error.errno()).isEqualTo(Errno.EEXIST);
      assertThat(error.detail()).contains("another mode");
    }
  }

  @Test
  void hardwareModeNeedsACardThatHasIt() {
    try (CountingProgram program = program()) {
      assertThat(refusal(program, new XdpTarget(far, XdpMode.HARDWARE)).detail()).isNotEmpty();
    }
  }

  @Test
  void goneInterfaceIsNamed() {
    sandbox.delete(near);
    try (CountingProgram program = program()) {
      KernelError error = refusal(program, new XdpTarget(far, XdpMode.NATIVE));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.detail()).contains("no interface of index " + far.index());
    }
  }

  @Test
  void goneNamespaceIsNamed() {
    sandbox.close();
    try (CountingProgram program = program()) {
      KernelError error = refusal(program, new XdpTarget(far, XdpMode.NATIVE));

      assertThat(error.errno()).isEqualTo(Errno.ENOENT);
      assertThat(error.message()).contains(sandbox.namespace().path());
    }
  }

  @Test
  void updatePutsTheNewProgramInPlaceOfTheExpectedOneOnly() {
    try (CountingProgram first = program();
        CountingProgram second = program();
        CountingProgram third = program();
        LinkHandle link = attach(first, new XdpTarget(far, XdpMode.NATIVE))) {
      WRITER.update(link, second.handle(), Optional.of(first.handle())).orThrow();
      RawFrames.send(near, 7);
      assertThat(second.runsReaching(7)).isEqualTo(7);
      assertThat(first.runs()).isZero();

      KernelError error =
          WRITER.update(link, third.handle(), Optional.of(first.handle())).problem().orElseThrow();
      assertThat(error.errno()).isEqualTo(Errno.EPERM);
      assertThat(error.detail()).contains("another program than the expected one");
      assertThat(details(link, second)).isEqualTo(new LinkDetails.Xdp(far.index()));
    }
  }

  @Test
  void updateWithoutAnExpectationReplacesWhateverRuns() {
    try (CountingProgram first = program();
        CountingProgram second = program();
        LinkHandle link = attach(first, new XdpTarget(far, XdpMode.NATIVE))) {
      WRITER.update(link, second.handle(), Optional.empty()).orThrow();

      assertThat(details(link, second)).isEqualTo(new LinkDetails.Xdp(far.index()));
    }
  }

  @Test
  void detachedLinkStaysAsAnObjectWithoutAHook() {
    try (CountingProgram program = program();
        LinkHandle link = attach(program, new XdpTarget(far, XdpMode.NATIVE))) {
      WRITER.detach(link).orThrow();

      assertThat(details(link, program)).isEqualTo(new LinkDetails.Xdp(0));
      assertThat(XdpHook.members(far).orThrow().members()).isEmpty();
      KernelError error =
          WRITER.update(link, program.handle(), Optional.empty()).problem().orElseThrow();
      assertThat(error.errno().name()).isEqualTo("ENOLINK");
    }
  }

  @Test
  void linkOfARemovedDeviceIsDefunct() {
    try (CountingProgram program = program();
        LinkHandle link = attach(program, new XdpTarget(far, XdpMode.NATIVE))) {
      sandbox.delete(near);

      assertThat(details(link, program)).isEqualTo(new LinkDetails.Xdp(0));
    }
  }

  @Test
  @NeedsFeature(Feature.TCX)
  void droppedFrameGoesNoFurther() {
    try (CountingProgram drop =
            CountingProgram.load(Shape.of(ProgramType.XDP, XDP_DROP).expecting(AttachType.XDP));
        CountingProgram behind = CountingProgram.load(Shape.of(ProgramType.SCHED_CLS, TCX_NEXT));
        LinkHandle dropping = attach(drop, new XdpTarget(far, XdpMode.GENERIC));
        LinkHandle _ =
            attach(behind, new TcxTarget(far, Direction.INGRESS, new TcxPosition.Last(), 0))) {
      RawFrames.send(near, 3);
      assertThat(drop.runsReaching(3)).isEqualTo(3);

      WRITER.detach(dropping).orThrow();
      RawFrames.send(near, 2);
      assertThat(behind.runsReaching(2)).isEqualTo(2);
    }
  }

  private static CountingProgram program() {
    return CountingProgram.load(Shape.of(ProgramType.XDP, XDP_PASS).expecting(AttachType.XDP));
  }
}
