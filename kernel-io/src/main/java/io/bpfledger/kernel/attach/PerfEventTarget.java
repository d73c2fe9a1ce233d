package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;

/**
 * A perf event of the kernel.
 *
 * <p>{@code type} and {@code config} are those of perf_event_attr; exactly one of sample period and
 * frequency is set. A pid of -1 is every process, a cpu of -1 every CPU.
 */
public record PerfEventTarget(
    int type, long config, long samplePeriod, long sampleFrequency, int pid, int cpu, long cookie)
    implements LinkTarget {

  public PerfEventTarget {
    if ((samplePeriod == 0) == (sampleFrequency == 0)) {
      throw new IllegalArgumentException("either a sample period or a sample frequency");
    }
  }

  @Override
  public AttachKind kind() {
    return AttachKind.PERF_EVENT;
  }

  @Override
  public String describe() {
    return "perf event " + type + ":" + config;
  }
}
