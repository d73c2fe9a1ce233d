package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.WRITER;
import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.details;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.NetfilterTarget;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.Datagrams;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealKernel
@NeedsFeature(Feature.NETFILTER_LINK)
final class NetfilterLinkTest {

  private static final int IPV4 = 2;
  private static final int LOCAL_OUT = 3;
  private static final int DROP = 0;
  private static final int ACCEPT = 1;

  private NetworkSandbox sandbox;

  @BeforeEach
  void openSandbox() {
    sandbox = NetworkSandbox.open();
  }

  @AfterEach
  void closeSandbox() {
    sandbox.close();
  }

  @Test
  void eachPacketOfTheNamespaceIsCountedUntilTheLinkIsClosed() {
    try (CountingProgram program = program(ACCEPT)) {
      try (LinkHandle link = attach(program, target(-7))) {
        assertThat(Datagrams.received(sandbox, 5)).isEqualTo(5);

        assertThat(program.runs()).isEqualTo(5);
        assertThat(details(link, program))
            .isEqualTo(new LinkDetails.Netfilter(IPV4, LOCAL_OUT, -7, 0));
      }
      assertThat(Datagrams.received(sandbox, 2)).isEqualTo(2);
      assertThat(program.runs()).isEqualTo(5);
    }
  }

  @Test
  void otherNamespaceIsNotTouched() {
    try (NetworkSandbox other = NetworkSandbox.open();
        CountingProgram program = program(DROP);
        LinkHandle _ = attach(program, target(0))) {
      assertThat(Datagrams.received(other, 3)).isEqualTo(3);
      assertThat(program.runs()).isZero();
    }
  }

  @Test
  void dropLetsNothingThrough() {
    try (CountingProgram program = program(DROP);
        LinkHandle _ = attach(program, target(0))) {
      assertThat(Datagrams.received(sandbox, 4)).isZero();
      assertThat(program.runs()).isEqualTo(4);
    }
  }

  @Test
  void smallerPriorityComesFirst() {
    try (CountingProgram late = program(ACCEPT);
        CountingProgram early = program(DROP);
        LinkHandle _ = attach(late, target(20));
        LinkHandle dropping = attach(early, target(10))) {
      Datagrams.received(sandbox, 3);
      assertThat(early.runs()).isEqualTo(3);
      assertThat(late.runs()).isZero();

      WRITER.detach(dropping).orThrow();
      Datagrams.received(sandbox, 2);
      assertThat(late.runs()).isEqualTo(2);
    }
  }

  @Test
  void takenPriorityIsRefused() {
    try (CountingProgram first = program(ACCEPT);
        CountingProgram second = program(ACCEPT);
        LinkHandle _ = attach(first, target(5))) {
      KernelError error = refusal(second, target(5));

      assertThat(error.errno()).isEqualTo(Errno.EBUSY);
      assertThat(error.detail()).contains("priority 5");
    }
  }

  @Test
  void unknownProtocolAndHookAreRefused() {
    try (CountingProgram program = program(ACCEPT)) {
      assertThat(
              refusal(program, new NetfilterTarget(sandbox.namespace(), 99, LOCAL_OUT, 0, false))
                  .errno()
                  .name())
          .isEqualTo("EAFNOSUPPORT");
      assertThat(
              refusal(program, new NetfilterTarget(sandbox.namespace(), IPV4, 17, 0, false))
                  .errno()
                  .name())
          .isEqualTo("EPROTO");
    }
  }

  @Test
  void goneNamespaceIsNamed() {
    NetworkNamespace gone = sandbox.namespace();
    sandbox.close();
    try (CountingProgram program = program(ACCEPT)) {
      KernelError error = refusal(program, new NetfilterTarget(gone, IPV4, LOCAL_OUT, 0, false));

      assertThat(error.errno()).isEqualTo(Errno.ENOENT);
      assertThat(error.message()).contains(gone.path());
    }
  }

  private NetfilterTarget target(int priority) {
    return new NetfilterTarget(sandbox.namespace(), IPV4, LOCAL_OUT, priority, false);
  }

  private static CountingProgram program(int verdict) {
    return CountingProgram.load(
        Shape.of(ProgramType.NETFILTER, verdict).expecting(AttachType.NETFILTER));
  }
}
