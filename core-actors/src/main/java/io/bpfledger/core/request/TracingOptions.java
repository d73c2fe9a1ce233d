package io.bpfledger.core.request;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.FentryAttachment;
import io.bpfledger.journal.attachment.FexitAttachment;
import io.bpfledger.journal.attachment.FmodRetAttachment;
import io.bpfledger.journal.attachment.LsmAttachment;
import io.bpfledger.journal.attachment.PerfEventAttachment;
import io.bpfledger.journal.attachment.RawTracepointAttachment;
import io.bpfledger.journal.attachment.TpBtfAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.kernel.AttachKind;
import java.util.Optional;
import java.util.OptionalInt;

/** Tracepoints, perf events, and what tracing programs were loaded for. */
final class TracingOptions {

  private static final String TRACEPOINT = "tracepoint";

  private TracingOptions() {}

  static Attachment tracepoint(Options options) throws Unsound {
    String place = options.required(TRACEPOINT, TRACEPOINT);
    int slash = place.indexOf('/');
    if (slash <= 0 || slash == place.length() - 1 || place.indexOf('/', slash + 1) >= 0) {
      throw options.invalid(
          "tracepoint is %s, and not CATEGORY/NAME, such as syscalls/sys_enter_openat"
              .formatted(place));
    }
    return new TracepointAttachment(
        place.substring(0, slash), place.substring(slash + 1), options.cookie());
  }

  static Attachment rawTracepoint(Options options) throws Unsound {
    return new RawTracepointAttachment(options.required(TRACEPOINT, TRACEPOINT), options.cookie());
  }

  static Attachment loadedFor(AttachKind kind, Options options) throws Unsound {
    long cookie = options.cookie();
    return switch (kind) {
      case TP_BTF -> new TpBtfAttachment(cookie);
      case FENTRY -> new FentryAttachment(cookie);
      case FEXIT -> new FexitAttachment(cookie);
      case FMOD_RET -> new FmodRetAttachment(cookie);
      case LSM -> new LsmAttachment(cookie);
      default -> throw options.invalid("a program of this kind is loaded for no place");
    };
  }

  static Attachment perfEvent(Options options) throws Unsound {
    Optional<Long> period = options.number("sample_period", 1, Long.MAX_VALUE);
    Optional<Long> frequency = options.number("sample_freq", 1, Long.MAX_VALUE);
    if (period.isPresent() == frequency.isPresent()) {
      throw options.invalid("give either sample_period or sample_freq");
    }
    OptionalInt pid = options.process("pid");
    Optional<Long> cpu = options.number("cpu", 0, Integer.MAX_VALUE);
    if (pid.isEmpty() && cpu.isEmpty()) {
      throw options.invalid("an event is of one process or on one CPU; give pid or cpu");
    }
    return new PerfEventAttachment(
        Math.toIntExact(required(options, "type", Integer.MAX_VALUE)),
        required(options, "config", Long.MAX_VALUE),
        period.orElse(0L),
        frequency.orElse(0L),
        pid,
        cpu.isPresent() ? OptionalInt.of(Math.toIntExact(cpu.get())) : OptionalInt.empty(),
        options.cookie());
  }

  private static long required(Options options, String name, long most) throws Unsound {
    return options.number(name, options.required(name, "event " + name), 0, most);
  }
}
