package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.WRITER;
import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.details;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.SkLookupTarget;
import io.bpfledger.kernel.linux.LinuxNetwork;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.Datagrams;
import io.bpfledger.kernel.testing.Eventually;
import io.bpfledger.kernel.testing.NetworkSandbox;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@RealKernel
final class SkLookupLinkTest {

  private static final int DROP = 0;
  private static final int PASS = 1;

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
  void eachLookupIsCountedUntilTheLinkIsClosed() {
    try (CountingProgram program = program(PASS)) {
      try (LinkHandle link = attach(program, new SkLookupTarget(sandbox.namespace()))) {
        assertThat(Datagrams.received(sandbox, 6)).isEqualTo(6);

        assertThat(program.runs()).isEqualTo(6);
        long inode = new LinuxNetwork().identify(sandbox.namespace()).orThrow().inode();
        assertThat(details(link, program))
            .isEqualTo(new LinkDetails.NetworkNamespaceHook(inode, AttachType.SK_LOOKUP.number()));
      }
      assertThat(Datagrams.received(sandbox, 2)).isEqualTo(2);
      assertThat(program.runs()).isEqualTo(6);
    }
  }

  @Test
  void dropFindsNoSocket() {
    try (CountingProgram program = program(DROP);
        LinkHandle _ = attach(program, new SkLookupTarget(sandbox.namespace()))) {
      assertThat(Datagrams.received(sandbox, 3)).isZero();
    }
  }

  @Test
  void updateAndDetachWork() {
    try (CountingProgram first = program(DROP);
        CountingProgram second = program(PASS);
        LinkHandle link = attach(first, new SkLookupTarget(sandbox.namespace()))) {
      WRITER.update(link, second.handle(), Optional.of(first.handle())).orThrow();
      assertThat(Datagrams.received(sandbox, 2)).isEqualTo(2);
      assertThat(second.runs()).isEqualTo(2);

      WRITER.detach(link).orThrow();
      Datagrams.received(sandbox, 2);
      assertThat(second.runs()).isEqualTo(2);
    }
  }

  @Test
  void linkOfADeletedNamespaceIsDefunct() {
    try (CountingProgram program = program(PASS);
        LinkHandle link = attach(program, new SkLookupTarget(sandbox.namespace()))) {
      sandbox.close();

      Eventually.get(
          "the end of the namespace",
          () ->
              Optional.of(details(link, program))
                  .filter(
                      new LinkDetails.NetworkNamespaceHook(0, AttachType.SK_LOOKUP.number())
                          ::equals));
    }
  }

  @Test
  void programOfAnotherTypeAndGoneNamespaceAreRefused() {
    NetworkNamespace gone;
    try (NetworkSandbox other = NetworkSandbox.open()) {
      gone = other.namespace();
    }
    try (CountingProgram program = program(PASS);
        CountingProgram xdp =
            CountingProgram.load(Shape.of(ProgramType.XDP, 2).expecting(AttachType.XDP))) {
      assertThat(refusal(xdp, new SkLookupTarget(sandbox.namespace())).errno())
          .isEqualTo(Errno.EINVAL);
      assertThat(refusal(program, new SkLookupTarget(gone)).errno()).isEqualTo(Errno.ENOENT);
    }
  }

  private static CountingProgram program(int verdict) {
    return CountingProgram.load(
        Shape.of(ProgramType.SK_LOOKUP, verdict).expecting(AttachType.SK_LOOKUP));
  }
}
