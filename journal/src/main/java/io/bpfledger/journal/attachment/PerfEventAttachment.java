package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;
import java.util.OptionalInt;

/**
 * A perf event of the kernel.
 *
 * @param type that of perf_event_attr
 * @param config that of perf_event_attr
 * @param sampleFrequency set when the sample period is 0, and only then
 * @param pid the only process it is for; empty for all
 * @param cpu the only CPU it is for; empty for all
 */
public record PerfEventAttachment(
    int type,
    long config,
    long samplePeriod,
    long sampleFrequency,
    OptionalInt pid,
    OptionalInt cpu,
    long cookie)
    implements Attachment {

  public PerfEventAttachment {
    Limits.notNegative("sample period", samplePeriod);
    Limits.notNegative("sample frequency", sampleFrequency);
    if ((samplePeriod == 0) == (sampleFrequency == 0)) {
      throw new IllegalArgumentException("either a sample period or a sample frequency");
    }
    pid.ifPresent(number -> Limits.positive("pid", number));
    cpu.ifPresent(number -> Limits.notNegative("CPU", number));
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
