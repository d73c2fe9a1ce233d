package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.KprobeMultiTarget;
import io.bpfledger.kernel.attach.KprobeTarget;
import io.bpfledger.kernel.attach.KretprobeTarget;
import io.bpfledger.kernel.attach.PerfEventTarget;
import io.bpfledger.kernel.attach.RawTracepointTarget;
import io.bpfledger.kernel.attach.TpBtfTarget;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.attach.UprobeMultiTarget;
import io.bpfledger.kernel.attach.UprobeTarget;
import io.bpfledger.kernel.attach.UretprobeTarget;
import io.bpfledger.kernel.attach.UserCode;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Links on tracepoints, on functions of the kernel and of user space, and on perf events. */
final class Probes {

  private static final int PERF_HARDWARE = 0;
  private static final int PERF_SOFTWARE = 1;
  private static final int SOFTWARE_EVENTS = 12;
  private static final int CPU_CLOCK = 0;
  private static final int TASK_CLOCK = 1;
  private static final int FIRST_OWN_TYPE = 6;

  private final Machine machine;
  private final ProgramObject program;

  Probes(Machine machine, ProgramObject program) {
    this.machine = machine;
    this.program = program;
  }

  Attachment tracepoint(TracepointTarget target) {
    machine.hooks().requireTracepoint(target.category(), target.name());
    requirePerfLink(ProgramType.TRACEPOINT, target.cookie());
    requireNotThere(target.name());
    return perfLink(new LinkDetails.Tracepoint(target.name(), cookie(target.cookie())));
  }

  Attachment rawTracepoint(RawTracepointTarget target) {
    Attachments.requireType(program, ProgramType.RAW_TRACEPOINT);
    if (target.cookie() != 0) {
      machine.require(Feature.RAW_TRACEPOINT_COOKIE);
    }
    machine.hooks().requireRawTracepoint(target.name());
    return new ProbeAttachment(
        ProbeAttachment.RAW_TRACEPOINT,
        new LinkDetails.RawTracepoint(target.name(), cookie(target.cookie())));
  }

  /** A BTF-enabled raw tracepoint is a raw tracepoint to the kernel, on what it was loaded for. */
  Attachment typedTracepoint(TpBtfTarget target) {
    machine.require(Feature.TP_BTF);
    Attachments.requireType(program, ProgramType.TRACING);
    Attachments.requireAttachType(program, AttachType.TRACE_RAW_TRACEPOINT);
    String name =
        program
            .verified()
            .attachPoint()
            .map(VerifiedProgram.AttachPoint::function)
            .orElseThrow(
                () -> new Refusal(Errno.EINVAL, "the program was loaded for no tracepoint"));
    return new ProbeAttachment(
        ProbeAttachment.RAW_TRACEPOINT,
        new LinkDetails.RawTracepoint(name, cookie(target.cookie())));
  }

  Attachment kprobe(KprobeTarget target) {
    machine.require(Feature.KPROBE);
    machine.hooks().requireFunction(target.symbol(), Errno.ENOENT);
    requirePerfLink(ProgramType.KPROBE, target.cookie());
    return perfLink(
        kprobeDetails(false, target.symbol(), Math.toIntExact(target.offset()), target.cookie()));
  }

  Attachment kretprobe(KretprobeTarget target) {
    machine.require(Feature.KPROBE);
    machine.hooks().requireFunction(target.symbol(), Errno.ENOENT);
    requirePerfLink(ProgramType.KPROBE, target.cookie());
    return perfLink(kprobeDetails(true, target.symbol(), 0, target.cookie()));
  }

  private LinkDetails kprobeDetails(boolean atReturn, String symbol, int offset, long cookie) {
    return new LinkDetails.Kprobe(
        atReturn,
        symbol,
        offset,
        machine.hooks().address(symbol) + offset,
        OptionalLong.of(0),
        cookie(cookie));
  }

  Attachment kprobeMulti(KprobeMultiTarget target) {
    Attachments.requireType(program, ProgramType.KPROBE);
    if (target.symbols().isEmpty()) {
      throw new Refusal(Errno.EINVAL, "at least one function");
    }
    machine.require(Feature.KPROBE_MULTI);
    Attachments.requireAttachType(program, AttachType.TRACE_KPROBE_MULTI);
    target.symbols().forEach(symbol -> machine.hooks().requireFunction(symbol, Errno.ESRCH));
    return new ProbeAttachment(
        ProbeAttachment.KPROBE_MULTI,
        new LinkDetails.KprobeMulti(
            target.symbols().size(), target.atReturn(), OptionalLong.of(0)));
  }

  Attachment uprobe(UprobeTarget target) {
    return uprobe(target.code(), false, target.pid(), target.cookie());
  }

  Attachment uretprobe(UretprobeTarget target) {
    return uprobe(target.code(), true, target.pid(), target.cookie());
  }

  private Attachment uprobe(UserCode code, boolean atReturn, OptionalInt pid, long cookie) {
    machine.require(Feature.UPROBE);
    HookCatalogue.Binary binary = binary(code.binary());
    long offset = binary.resolve(code);
    pid.ifPresent(machine.hooks()::requirePid);
    requirePerfLink(ProgramType.KPROBE, cookie);
    return perfLink(
        new LinkDetails.Uprobe(atReturn, binary.path().toString(), offset, cookie(cookie)));
  }

  private HookCatalogue.Binary binary(Path path) {
    if (path.isAbsolute() && machine.files().exists(path)) {
      throw new Refusal(Errno.EINVAL, path + " is a directory");
    }
    return machine.hooks().requireBinary(path);
  }

  Attachment uprobeMulti(UprobeMultiTarget target) {
    Attachments.requireType(program, ProgramType.KPROBE);
    Attachments.requireAttachType(program, AttachType.TRACE_UPROBE_MULTI);
    machine.require(Feature.UPROBE_MULTI);
    if (target.places().isEmpty()) {
      throw new Refusal(Errno.EINVAL, "at least one place");
    }
    HookCatalogue.Binary binary = binary(target.binary());
    target.pid().ifPresent(machine.hooks()::requirePid);
    List<Long> offsets = target.places().stream().map(binary::resolve).toList();
    return new ProbeAttachment(
        ProbeAttachment.UPROBE_MULTI,
        new LinkDetails.UprobeMulti(
            binary.path().toString(),
            offsets,
            offsets.size(),
            target.atReturn(),
            target.pid().orElse(0)));
  }

  Attachment perfEvent(PerfEventTarget target) {
    if (target.type() == PERF_HARDWARE) {
      throw new Refusal(Errno.ENOENT, "the machine counts no hardware events");
    }
    if (target.type() != PERF_SOFTWARE
        || target.config() < 0
        || target.config() >= SOFTWARE_EVENTS) {
      throw new Refusal(Errno.ENOENT, "there is no such event");
    }
    if (target.pid() == -1 && target.cpu() == -1) {
      throw new Refusal(Errno.EINVAL, "either one process or one CPU");
    }
    if (target.cpu() >= machine.processors()) {
      throw new Refusal(Errno.EINVAL, "the machine has no such CPU");
    }
    if (target.pid() > 0) {
      machine.hooks().requirePid(target.pid());
    }
    requirePerfLink(ProgramType.PERF_EVENT, target.cookie());
    return perfLink(
        new LinkDetails.PerfEvent(
            toldType(target.config()), target.config(), cookie(target.cookie())));
  }

  /** The two clocks are software events only to those who ask for them. */
  private static int toldType(long config) {
    return config == CPU_CLOCK || config == TASK_CLOCK
        ? FIRST_OWN_TYPE + (int) config
        : PERF_SOFTWARE;
  }

  /** All links on a tracepoint share one list of programs, in which each may be only once. */
  private void requireNotThere(String tracepoint) {
    boolean there =
        machine.links().all().stream()
            .anyMatch(
                link ->
                    link.runs(program)
                        && link.attachment().details() instanceof LinkDetails.Tracepoint on
                        && on.name().equals(tracepoint));
    if (there) {
      throw new Refusal(Errno.EEXIST, "the program is on the tracepoint already");
    }
  }

  private void requirePerfLink(ProgramType type, long cookie) {
    machine.require(Feature.PERF_LINK);
    if (cookie != 0) {
      machine.require(Feature.BPF_COOKIE);
    }
    Attachments.requireType(program, type);
    int loadedFor = program.expectedAttachType();
    if (loadedFor == AttachType.TRACE_KPROBE_MULTI.number()
        || loadedFor == AttachType.TRACE_UPROBE_MULTI.number()) {
      throw new Refusal(Errno.EINVAL, "the program was loaded for links of many probes");
    }
  }

  private static Attachment perfLink(LinkDetails details) {
    return new ProbeAttachment(ProbeAttachment.PERF_EVENT, details);
  }

  static OptionalLong cookie(long cookie) {
    return cookie == 0 ? OptionalLong.empty() : OptionalLong.of(cookie);
  }
}
