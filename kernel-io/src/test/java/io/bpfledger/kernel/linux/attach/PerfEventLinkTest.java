package io.bpfledger.kernel.linux.attach;

import static io.bpfledger.kernel.linux.attach.LinkBench.attach;
import static io.bpfledger.kernel.linux.attach.LinkBench.refusal;
import static io.bpfledger.kernel.linux.attach.LinkBench.toldDetails;
import static org.assertj.core.api.Assertions.assertThat;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.PerfEventTarget;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import io.bpfledger.kernel.testing.CountingProgram;
import io.bpfledger.kernel.testing.CountingProgram.Shape;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.lang.foreign.Arena;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

@RealKernel
@NeedsFeature(Feature.PERF_LINK)
final class PerfEventLinkTest {

  private static final int SOFTWARE = 1;
  private static final int CPU_CLOCK = 0;
  private static final int PAGE_FAULTS = 2;
  private static final long MILLISECOND = 1_000_000;
  private static final int EVERY = -1;

  /** The C library may give less than 32 MiB from what was used and freed before. */
  private static final long FRESH_BYTES = 40 << 20;

  @Test
  void samplesOfOneCpuRunTheProgramWithTheCookie() {
    try (CountingProgram program = program();
        LinkHandle _ =
            attach(
                program, new PerfEventTarget(SOFTWARE, CPU_CLOCK, MILLISECOND, 0, EVERY, 0, 99))) {
      assertThat(program.runsReaching(10)).isGreaterThanOrEqualTo(10);
      assertThat(program.cookie()).isEqualTo(99);
    }
  }

  /** Not with the clock, as the kernel tells another type for it than it was asked for. */
  @Test
  void samplesOfOneThreadRunTheProgramAndTheLinkTellsTheEvent() {
    int thread = (int) SystemCalls.call(SystemCall.GETTID, 0);
    try (CountingProgram program = program();
        LinkHandle link =
            attach(program, new PerfEventTarget(SOFTWARE, PAGE_FAULTS, 1, 0, thread, EVERY, 7))) {
      touchFreshMemory();

      assertThat(program.runs()).isPositive();
      toldDetails(link, program)
          .ifPresent(
              details ->
                  assertThat(details)
                      .isEqualTo(
                          new LinkDetails.PerfEvent(SOFTWARE, PAGE_FAULTS, OptionalLong.of(7))));
    }
  }

  @Test
  void samplesComeByFrequencyToo() {
    try (CountingProgram program = program();
        LinkHandle _ =
            attach(program, new PerfEventTarget(SOFTWARE, CPU_CLOCK, 0, 500, EVERY, 0, 0))) {
      assertThat(program.runsReaching(5)).isGreaterThanOrEqualTo(5);
    }
  }

  @Test
  void closedLinkSamplesNoMore() {
    try (CountingProgram program = program()) {
      attach(program, new PerfEventTarget(SOFTWARE, CPU_CLOCK, MILLISECOND, 0, EVERY, 0, 0))
          .close();
      long runs = program.runs();
      try (CountingProgram witness = program();
          LinkHandle _ =
              attach(
                  witness, new PerfEventTarget(SOFTWARE, CPU_CLOCK, MILLISECOND, 0, EVERY, 0, 0))) {
        assertThat(witness.runsReaching(20)).isGreaterThanOrEqualTo(20);
        assertThat(program.runs()).isEqualTo(runs);
      }
    }
  }

  @Test
  void everyProcessOnEveryCpuIsTooMuchForOneLink() {
    try (CountingProgram program = program()) {
      KernelError error =
          refusal(
              program, new PerfEventTarget(SOFTWARE, CPU_CLOCK, MILLISECOND, 0, EVERY, EVERY, 0));

      assertThat(error.errno()).isEqualTo(Errno.EINVAL);
      assertThat(error.detail()).contains("one process or one CPU");
    }
  }

  @Test
  void unknownEventAndGoneProcessAreNamed() {
    try (CountingProgram program = program()) {
      assertThat(
              refusal(program, new PerfEventTarget(SOFTWARE, 1000, MILLISECOND, 0, EVERY, 0, 0))
                  .errno())
          .isEqualTo(Errno.ENOENT);
      KernelError gone =
          refusal(
              program,
              new PerfEventTarget(
                  SOFTWARE, CPU_CLOCK, MILLISECOND, 0, Integer.MAX_VALUE - 1, EVERY, 0));
      assertThat(gone.errno()).isEqualTo(Errno.ESRCH);
    }
  }

  private static void touchFreshMemory() {
    try (Arena arena = Arena.ofConfined()) {
      arena.allocate(FRESH_BYTES).fill((byte) 1);
    }
  }

  private static CountingProgram program() {
    return CountingProgram.load(Shape.of(ProgramType.PERF_EVENT, 0).keepingCookie());
  }
}
