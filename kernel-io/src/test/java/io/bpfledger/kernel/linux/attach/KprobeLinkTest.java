package io.bpfledger.kernel.linux.attach;

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
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.KprobeMultiTarget;
import io.bpfledger.kernel.attach.KprobeTarget;
import io.bpfledger.kernel.attach.KretprobeTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.LibraryCall;
import io.bpfledger.kernel.testing.RealKernel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On a kernel with kprobes they count; on one without, each refusal names what is missing. */
@RealKernel
final class KprobeLinkTest {

  private static final Path KPROBES = Path.of("/sys/bus/event_source/devices/kprobe");

  private static final String FUNCTION = LibraryCall.KERNEL_FUNCTION;

  private static final long COOKIE = 77;

  @Test
  void entryIsCountedOrTheMissingFeatureNamed() {
    single(new KprobeTarget(FUNCTION, 0, COOKIE), false);
  }

  @Test
  void returnIsCountedOrTheMissingFeatureNamed() {
    single(new KretprobeTarget(FUNCTION, COOKIE), true);
  }

  private static void single(LinkTarget target, boolean atReturn) {
    try (CountingProgram program = program()) {
      if (Files.exists(KPROBES)) {
        try (LinkHandle link = attach(program, target)) {
          LibraryCall.make(3);
          assertThat(program.runs()).isEqualTo(3);
          LinkDetails.Kprobe details = (LinkDetails.Kprobe) details(link, program);
          assertThat(details.atReturn()).isEqualTo(atReturn);
          assertThat(details.symbol()).isEqualTo(FUNCTION);
          assertThat(details.cookie()).hasValue(COOKIE);
        }
      } else {
        KernelError error = refusal(program, target);
        assertThat(error.missingFeature()).contains(Feature.KPROBE);
        assertThat(error.message())
            .startsWith("attach program: " + target.describe())
            .contains("this kernel has no kprobes", "CONFIG_KPROBES");
      }
    }
  }

  @Test
  void manyEntriesAreCountedOrTheMissingFeatureNamed() {
    KprobeMultiTarget target = new KprobeMultiTarget(List.of(FUNCTION), List.of(COOKIE), false);
    try (CountingProgram program = multiProgram()) {
      switch (LinkBench.WRITER.create(program.handle(), target)) {
        case Result.Success<LinkHandle>(LinkHandle link) -> {
          try (link) {
            LibraryCall.make(3);
            assertThat(program.runs()).isEqualTo(3);
            assertThat(program.cookie()).isEqualTo(COOKIE);
          }
        }
        case Result.Failure<LinkHandle>(KernelError error) -> {
          assertThat(error.missingFeature()).contains(Feature.KPROBE_MULTI);
          assertThat(error.message()).contains("this kernel has no kprobe_multi links");
        }
      }
    }
  }

  @Test
  void kprobeWithoutASymbolIsRefusedAsItWouldProbeAnAddress() {
    try (CountingProgram program = program()) {
      KernelError error = refusal(program, new KprobeTarget("", 0x1000, 0));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.detail()).contains("names a symbol");
    }
  }

  @Test
  void linkOverNoFunctionIsRefused() {
    try (CountingProgram program = multiProgram()) {
      assertThat(refusal(program, new KprobeMultiTarget(List.of(), List.of(), false)).errno())
          .isEqualTo(Errno.EINVAL);
    }
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
