package io.bpfledger.proof.contract;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.attach.PerfEventTarget;
import io.bpfledger.kernel.attach.RawTracepointTarget;
import io.bpfledger.kernel.attach.TpBtfTarget;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.testing.NeedsFeature;
import io.bpfledger.kernel.testing.RealKernel;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class TracingLinkContractTest {

  @Nested
  final class OnTheSimulatedKernel extends Contract {
    OnTheSimulatedKernel() {
      super(SimulatedWorld::new);
    }
  }

  @Nested
  @RealKernel
  @NeedsFeature({Feature.PERF_LINK, Feature.RAW_TRACEPOINT_COOKIE, Feature.TP_BTF})
  final class OnLinux extends Contract {
    OnLinux() {
      super(LinuxWorld::new);
    }
  }

  abstract static class Contract extends LinkKindContract {

    Contract(Supplier<World> worlds) {
      super(worlds);
    }

    private static final long COOKIE = 0xc0ffee_0000_0001L;
    private static final int SOFTWARE = 1;
    private static final int PAGE_FAULTS = 2;
    private static final int EVERY = -1;

    /** So rare that no sample is ever taken. */
    private static final long PERIOD = 1L << 40;

    @Test
    void tracepointKeepsItsProgramForLife() {
      assertBoundForLife(
          program("tracing", "on_tracepoint"),
          program("cookies", "cookie_tracepoint"),
          new TracepointTarget("syscalls", "sys_enter_getpgid", COOKIE),
          new LinkDetails.Tracepoint("sys_enter_getpgid", OptionalLong.of(COOKIE)));
    }

    @Test
    void unknownTracepointIsRefused() {
      ProgramHandle program = program("tracing", "on_tracepoint");

      assertRefused(
          create(program, new TracepointTarget("syscalls", "sys_enter_nothing", 0)), Errno.ENOENT);
      assertRefused(
          create(program, new TracepointTarget("nothing", "sys_enter_getpgid", 0)), Errno.ENOENT);
    }

    @Test
    void tracepointRefusesAProgramOfAnotherType() {
      TracepointTarget target = new TracepointTarget("syscalls", "sys_enter_getpgid", 0);

      assertRefused(create(xdpPass(), target), Errno.EINVAL);
      assertRefused(create(program("tracing", "on_raw_tracepoint"), target), Errno.EINVAL);
    }

    @Test
    void rawTracepointKeepsItsProgramForLife() {
      assertBoundForLife(
          program("tracing", "on_raw_tracepoint"),
          program("cookies", "cookie_raw_tracepoint"),
          new RawTracepointTarget("sys_enter", COOKIE),
          new LinkDetails.RawTracepoint("sys_enter", OptionalLong.of(COOKIE)));
    }

    @Test
    void unknownRawTracepointIsRefused() {
      assertRefused(
          create(
              program("tracing", "on_raw_tracepoint"), new RawTracepointTarget("sys_nothing", 0)),
          Errno.ENOENT);
    }

    @Test
    void rawTracepointRefusesAProgramOfAnotherType() {
      assertRefused(
          create(program("tracing", "on_tracepoint"), new RawTracepointTarget("sys_enter", 0)),
          Errno.EINVAL);
    }

    @Test
    void typedTracepointKeepsItsProgramForLife() {
      assertBoundForLife(
          program("tracing", "on_tp_btf"),
          program("cookies", "cookie_tp_btf"),
          new TpBtfTarget(COOKIE),
          new LinkDetails.RawTracepoint("sys_enter", OptionalLong.of(COOKIE)));
    }

    @Test
    void typedTracepointRefusesAProgramOfAnotherType() {
      assertRefused(create(xdpPass(), new TpBtfTarget(COOKIE)), Errno.EINVAL);
      assertRefused(create(program("iter", "each_task"), new TpBtfTarget(COOKIE)), Errno.EINVAL);
    }

    @Test
    void perfEventKeepsItsProgramForLife() {
      assertBoundForLife(
          program("perf_event", "on_sample"),
          program("cookies", "cookie_perf_event"),
          pageFaults(world().livingProcess(), EVERY),
          new LinkDetails.PerfEvent(SOFTWARE, PAGE_FAULTS, OptionalLong.of(COOKIE)));
    }

    @Test
    void perfEventOfOneCpuIsAttached() {
      ProgramHandle program = program("perf_event", "on_sample");

      assertTells(
          attach(program, pageFaults(EVERY, 0)),
          program,
          new LinkDetails.PerfEvent(SOFTWARE, PAGE_FAULTS, OptionalLong.of(COOKIE)));
    }

    @Test
    void perfEventOfEveryProcessOnEveryCpuIsRefused() {
      assertRefused(
          create(program("perf_event", "on_sample"), pageFaults(EVERY, EVERY)), Errno.EINVAL);
    }

    @Test
    void perfEventOfAProcessThatIsGoneIsRefused() {
      assertRefused(
          create(program("perf_event", "on_sample"), pageFaults(NO_PROCESS, EVERY)), Errno.ESRCH);
    }

    @Test
    void unknownPerfEventIsRefused() {
      assertRefused(
          create(
              program("perf_event", "on_sample"),
              new PerfEventTarget(SOFTWARE, 1000, PERIOD, 0, EVERY, 0, 0)),
          Errno.ENOENT);
    }

    @Test
    void perfEventRefusesAProgramOfAnotherType() {
      assertRefused(
          create(program("tracing", "on_tracepoint"), pageFaults(EVERY, 0)), Errno.EINVAL);
    }

    private static PerfEventTarget pageFaults(int process, int cpu) {
      return new PerfEventTarget(SOFTWARE, PAGE_FAULTS, PERIOD, 0, process, cpu, COOKIE);
    }
  }
}
