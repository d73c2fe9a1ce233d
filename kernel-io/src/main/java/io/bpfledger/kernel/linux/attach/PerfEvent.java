package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.Answer;
import io.bpfledger.kernel.linux.ffi.FileDescriptor;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCall;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A perf event to be opened for a link: {@code struct perf_event_attr} as far as links need it.
 *
 * @param pid a process, or -1 for all
 * @param cpu a CPU, or -1 for all; the kernel takes one of the two only
 * @param name a path or symbol that config1 points to; empty if there is none
 */
record PerfEvent(
    int type,
    long config,
    long sample,
    boolean sampleIsFrequency,
    String name,
    long offset,
    int pid,
    int cpu) {

  static final int TRACEPOINT = 2;
  static final int EVERY_PROCESS = -1;
  static final int EVERY_CPU = -1;

  /** Probes and tracepoints run wherever they are hit, whatever CPU the event was opened on. */
  static final int FIRST_CPU = 0;

  private static final int BYTES = 112;
  private static final int TYPE = 0;
  private static final int SIZE = 4;
  private static final int CONFIG = 8;
  private static final int SAMPLE = 16;
  private static final int BITS = 40;
  private static final int CONFIG1 = 56;
  private static final int CONFIG2 = 64;
  private static final long FREQUENCY_BIT = 1L << 10;

  private static final int NO_GROUP = -1;
  private static final int CLOSE_ON_EXEC = 8;

  static PerfEvent tracepoint(int id) {
    return new PerfEvent(TRACEPOINT, id, 0, false, "", 0, EVERY_PROCESS, FIRST_CPU);
  }

  /** A probe: {@code config} says whether at the return, {@code name} and {@code offset} where. */
  static PerfEvent probe(int type, long config, String name, long offset, int pid) {
    int cpu = pid == EVERY_PROCESS ? FIRST_CPU : EVERY_CPU;
    return new PerfEvent(type, config, 0, false, name, offset, pid, cpu);
  }

  /** It is enabled at once: without a program it does nothing but count. */
  Result<FileDescriptor> open(String object) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, BYTES);
      Memory.setInt(attribute, TYPE, type);
      Memory.setInt(attribute, SIZE, BYTES);
      Memory.setLong(attribute, CONFIG, config);
      Memory.setLong(attribute, SAMPLE, sample);
      Memory.setLong(attribute, BITS, sampleIsFrequency ? FREQUENCY_BIT : 0);
      if (!name.isEmpty()) {
        Memory.setLong(attribute, CONFIG1, Memory.string(arena, name).address());
      }
      Memory.setLong(attribute, CONFIG2, offset);
      long answer =
          SystemCalls.call(
              SystemCall.PERF_EVENT_OPEN, attribute.address(), pid, cpu, NO_GROUP, CLOSE_ON_EXEC);
      return Answer.opened(answer, Operation.CREATE_LINK, object, file -> file);
    }
  }
}
