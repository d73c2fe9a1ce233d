package io.bpfledger.kernel.linux;

import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.VerifierRejection;
import io.bpfledger.kernel.testing.RealKernel;
import io.bpfledger.kernel.testing.TestObject;
import org.junit.jupiter.api.Test;

@RealKernel
final class VerifierRejectionTest {

  private final LinuxObjects objects = new LinuxObjects(new LinuxMaps(), new LinuxBpffs());

  @Test
  void rejectionCarriesLogInstructionAndSourceLine() {
    KernelError error =
        objects.load(TestObject.load("rejected", "good", "out_of_bounds")).problem().orElseThrow();

    VerifierRejection rejection = error.rejection().orElseThrow();
    assertThat(error.errno()).isEqualTo(Errno.EACCES);
    assertThat(error.object()).isEqualTo("program out_of_bounds of rejected");
    assertThat(rejection.program()).isEqualTo("out_of_bounds");
    assertThat(rejection.log()).contains("0: (61) r1 = *(u32 *)(r1 +0)", "processed 2 insns");
    assertThat(rejection.summary()).contains("invalid access to packet, off=13 size=1");
    assertThat(rejection.instruction()).hasValue(1);
    assertThat(rejection.sourceLine())
        .hasValueSatisfying(line -> assertThat(line).startsWith("return packet[13] == 8"));
    assertThat(error.message())
        .startsWith("load object: program out_of_bounds of rejected: EACCES (13): invalid access");
  }

  @Test
  void logThatDoesNotFitAtFirstIsKeptWhole() {
    VerifierRejection rejection = rejectionOf("refused_after_some");

    assertThat(rejection.log().length()).isGreaterThan(100_000);
    assertThat(rejection.log()).startsWith("0: R1=ctx()").contains("processed ");
    assertThat(rejection.summary()).contains("invalid access to packet, off=0 size=1");
    assertThat(rejection.sourceLine())
        .hasValueSatisfying(line -> assertThat(line).contains("@ wordy.c:"));
  }

  @Test
  void logBeyondEveryLimitStillGivesErrnoAndReason() {
    KernelError error =
        objects.load(TestObject.load("wordy", "refused_after_many")).problem().orElseThrow();
    VerifierRejection rejection = error.rejection().orElseThrow();

    assertThat(error.errno()).isEqualTo(Errno.EACCES);
    assertThat(error.detail()).startsWith("of the verifier's log only");
    assertThat(rejection.log().length()).isBetween(1 << 21, 1 << 22);
    assertThat(rejection.summary()).contains("invalid access to packet, off=0 size=1");
  }

  private VerifierRejection rejectionOf(String program) {
    KernelError error = objects.load(TestObject.load("wordy", program)).problem().orElseThrow();
    assertThat(error.errno()).isEqualTo(Errno.EACCES);
    return error.rejection().orElseThrow();
  }
}
