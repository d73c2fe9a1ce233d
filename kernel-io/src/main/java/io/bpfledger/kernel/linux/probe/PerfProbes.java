package io.bpfledger.kernel.linux.probe;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.SystemFile;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;

/**
 * Features of perf events. The number of a probe PMU is different on each machine and another PMU
 * may well have a guessed one, so it is read, never assumed.
 */
final class PerfProbes {

  private static final Path PMUS = Path.of("/sys/bus/event_source/devices");

  private static final int ATTRIBUTE_BYTES = 112;
  private static final int SIZE = 4;
  private static final int CONFIG = 8;
  private static final int FLAGS = 40;
  private static final int CONFIG_1 = 56;
  private static final long BPF_EVENT = 1L << 30;
  private static final int SOFTWARE = 1;
  private static final int DUMMY = 9;
  private static final int ALL_PROCESSES = -1;
  private static final int FIRST_CPU = 0;
  private static final int NO_GROUP = -1;
  private static final int CLOSE_ON_EXEC = 1 << 3;

  private PerfProbes() {}

  /** With the PMU, a function that does not exist is ENOENT: the probe got as far as that. */
  static Attempt kprobe() {
    return probe("kprobe", "bpfledger_no_such_function");
  }

  /** With the PMU, a file that does not exist is ENOENT. */
  static Attempt uprobe() {
    return probe("uprobe", "/proc/self/bpfledger-no-such-file");
  }

  /** A bit of the attribute that the kernel does not know is EINVAL. */
  static Attempt bpfEvents() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = attribute(arena, SOFTWARE);
      Memory.setLong(attribute, CONFIG, DUMMY);
      Memory.setLong(attribute, FLAGS, BPF_EVENT);
      return Attempt.opening("perf event of program loads", open(attribute));
    }
  }

  private static Attempt probe(String pmu, String target) {
    Path type = PMUS.resolve(pmu).resolve("type");
    return switch (SystemFile.read(type, Operation.PROBE_FEATURE).map(PerfProbes::number)) {
      case Result.Failure<Integer>(KernelError error) ->
          // Not there is the answer, where ENOENT further on would be proof.
          Attempt.of("perf PMU " + PMUS.resolve(pmu), -error.errno().number());
      case Result.Success<Integer>(Integer number) -> {
        try (Arena arena = Arena.ofConfined()) {
          MemorySegment attribute = attribute(arena, number);
          Memory.setLong(attribute, CONFIG_1, Memory.string(arena, target).address());
          yield Attempt.opening("perf event of a " + pmu, open(attribute), Errno.ENOENT);
        }
      }
    };
  }

  private static int number(String text) {
    return Integer.parseInt(text.strip());
  }

  private static MemorySegment attribute(Arena arena, int type) {
    MemorySegment attribute = Memory.zeroed(arena, ATTRIBUTE_BYTES);
    Memory.setInt(attribute, 0, type);
    Memory.setInt(attribute, SIZE, ATTRIBUTE_BYTES);
    return attribute;
  }

  private static long open(MemorySegment attribute) {
    return SystemCalls.call(
        SystemCall.PERF_EVENT_OPEN,
        attribute.address(),
        ALL_PROCESSES,
        FIRST_CPU,
        NO_GROUP,
        CLOSE_ON_EXEC);
  }
}
