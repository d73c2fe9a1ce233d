package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static io.bpfledger.kernel.linux.attach.LinkBench.toldDetails;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.KprobeMultiTarget;
import io.bpfledger.kernel.attach.KprobeTarget;
import io.bpfledger.kernel.attach.KretprobeTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RealKernel
final class KprobeLinkTest {

  private static final String FUNCTION = LibraryCall.KERNEL_FUNCTION;
  private static final long COOKIE = 77;

  @Test
  @NeedsFeature({Feature.KPROBE, Feature.PERF_LINK})
  void eachEntryIsCountedUntilTheLinkIsClosed() {
    check(new KprobeTarget(FUNCTION, 0, COOKIE), false);
  }

  @Test
  @NeedsFeature({Feature.KPROBE, Feature.PERF_LINK})
  void eachReturnIsCountedUntilTheLinkIsClosed() {
    check(new KretprobeTarget(FUNCTION, COOKIE), true);
  }

  private static void check(LinkTarget target, boolean atReturn) {
    try (CountingProgram program = program()) {
      try (LinkHandle link = attach(program, target)) {
        LibraryCall.make(3);
        assertThat(program.runs()).isEqualTo(3);
        assertThat(program.cookie()).isEqualTo(COOKIE);
        toldDetails(link, program)
            .map(LinkDetails.Kprobe.class::cast)
            .ifPresent(
                details -> {
                  assertThat(details.atReturn()).isEqualTo(atReturn);
                  assertThat(details.symbol()).isEqualTo(FUNCTION);
                  assertThat(details.cookie()).hasValue(COOKIE);
                });
      }
      LibraryCall.make(3);
      assertThat(program.runs()).isEqualTo(3);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @NeedsFeature(Feature.KPROBE_MULTI)
  void eachPassingOfOneOfTheFunctionsIsCountedWithItsCookie(boolean atReturn) {
    KprobeMultiTarget target =
        new KprobeMultiTarget(List.of("schedule_hrtimeout", FUNCTION), List.of(1L, 2L), atReturn);
    try (CountingProgram program = multiProgram();
        LinkHandle link = attach(program, target)) {
      LibraryCall.make(3);

      assertThat(program.runs()).isGreaterThanOrEqualTo(3);
      toldDetails(link, program)
          .map(LinkDetails.KprobeMulti.class::cast)
          .ifPresent(
              details -> {
                assertThat(details.count()).isEqualTo(2);
                assertThat(details.atReturn()).isEqualTo(atReturn);
              });
    }
  }

  @Test
  @NeedsFeature({Feature.KPROBE, Feature.PERF_LINK})
  void unknownFunctionIsNamed() {
    try (CountingProgram program = program()) {
      KernelError error = refusal(program, new KprobeTarget("no_such_function", 0, 0));

      assertThat(error.errno()).isEqualTo(Errno.ENOENT);
      assertThat(error.message()).contains("kprobe no_such_function", "/proc/kallsyms");
    }
  }

  @Test
  void kprobeWithoutASymbolIsRefusedAsItWouldProbeAnAddress() {
    try (CountingProgram program = plainProgram()) {
      KernelError error = refusal(program, new KprobeTarget("", 0x1000, 0));

      // Refused before the kernel is asked, which would answer ENOENT if it had no kprobes.
      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
    }
  }

  @Test
  void linkOverNoFunctionIsRefused() {
    try (CountingProgram program = plainProgram()) {
      assertThat(refusal(program, new KprobeMultiTarget(List.of(), List.of(), false)).errno())
          .isEqualTo(Errno.EINVAL);
    }
  }

  /** One that every kernel loads: what is tested with it is refused before the kernel sees it. */
  private static CountingProgram plainProgram() {
    return CountingProgram.load(Shape.of(ProgramType.KPROBE, 0));
  }

  private static CountingProgram program() {
    return CountingProgram.load(Shape.of(ProgramType.KPROBE, 0).keepingCookie().countingOwnRuns());
  }

  private static CountingProgram multiProgram() {
    return CountingProgram.load(
        Shape.of(ProgramType.KPROBE, 0)
            .expecting(AttachType.TRACE_KPROBE_MULTI)
            .keepingCookie()
            .countingOwnRuns());
  }
}
