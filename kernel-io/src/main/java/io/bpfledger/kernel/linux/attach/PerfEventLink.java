package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.PerfEventTarget;

/** Samples of a perf event of one process, or of one CPU. */
public final class PerfEventLink {

  private PerfEventLink() {}

  public static Result<LinkHandle> create(int program, PerfEventTarget target) {
    boolean byFrequency = target.sampleFrequency() != 0;
    PerfEvent event =
        new PerfEvent(
            target.type(),
            target.config(),
            byFrequency ? target.sampleFrequency() : target.samplePeriod(),
            byFrequency,
            "",
            0,
            target.pid(),
            target.cpu());
    return PerfLink.create(
        program, event, target.cookie(), target, error -> explain(error, target));
  }

  private static KernelError explain(KernelError error, PerfEventTarget target) {
    boolean everywhere = target.pid() < 0 && target.cpu() < 0;
    return switch (error.errno().name()) {
      case "EINVAL" ->
          error.withDetail(
              everywhere
                  ? "one link samples one process or one CPU; choose either"
                  : "the event takes no such configuration, period or frequency, or there is no"
                      + " such CPU; /proc/sys/kernel/perf_event_max_sample_rate bounds the"
                      + " frequency");
      case "ENOENT", "EOPNOTSUPP" ->
          error.withDetail("this machine has no such event, or none that can be sampled");
      case "ENODEV" -> error.withDetail("that CPU is offline, or its events are not available");
      case "ESRCH" -> error.withDetail("there is no process " + target.pid());
      case "EPERM", "EACCES" -> error.withDetail("sampling events needs CAP_PERFMON");
      default -> error;
    };
  }
}
