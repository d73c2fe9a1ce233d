package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.Features;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.CgroupDeviceTarget;
import io.bpfledger.kernel.attach.CgroupSkbTarget;
import io.bpfledger.kernel.attach.CgroupSockAddrTarget;
import io.bpfledger.kernel.attach.CgroupSockTarget;
import io.bpfledger.kernel.attach.CgroupSockoptTarget;
import io.bpfledger.kernel.attach.CgroupSysctlTarget;
import io.bpfledger.kernel.attach.FentryTarget;
import io.bpfledger.kernel.attach.FexitTarget;
import io.bpfledger.kernel.attach.FmodRetTarget;
import io.bpfledger.kernel.attach.IterTarget;
import io.bpfledger.kernel.attach.KprobeMultiTarget;
import io.bpfledger.kernel.attach.KprobeTarget;
import io.bpfledger.kernel.attach.KretprobeTarget;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.LsmTarget;
import io.bpfledger.kernel.attach.NetfilterTarget;
import io.bpfledger.kernel.attach.PerfEventTarget;
import io.bpfledger.kernel.attach.RawTracepointTarget;
import io.bpfledger.kernel.attach.SkLookupTarget;
import io.bpfledger.kernel.attach.SockOpsTarget;
import io.bpfledger.kernel.attach.StructOpsTarget;
import io.bpfledger.kernel.attach.TcxTarget;
import io.bpfledger.kernel.attach.TpBtfTarget;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.attach.UprobeMultiTarget;
import io.bpfledger.kernel.attach.UprobeTarget;
import io.bpfledger.kernel.attach.UretprobeTarget;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.linux.attach.CgroupDeviceLink;
import io.bpfledger.kernel.linux.attach.CgroupSkbLink;
import io.bpfledger.kernel.linux.attach.CgroupSockAddrLink;
import io.bpfledger.kernel.linux.attach.CgroupSockLink;
import io.bpfledger.kernel.linux.attach.CgroupSockoptLink;
import io.bpfledger.kernel.linux.attach.CgroupSysctlLink;
import io.bpfledger.kernel.linux.attach.FentryLink;
import io.bpfledger.kernel.linux.attach.FexitLink;
import io.bpfledger.kernel.linux.attach.FmodRetLink;
import io.bpfledger.kernel.linux.attach.IterLink;
import io.bpfledger.kernel.linux.attach.KprobeLink;
import io.bpfledger.kernel.linux.attach.KprobeMultiLink;
import io.bpfledger.kernel.linux.attach.KretprobeLink;
import io.bpfledger.kernel.linux.attach.LsmLink;
import io.bpfledger.kernel.linux.attach.NetfilterLink;
import io.bpfledger.kernel.linux.attach.PerfEventLink;
import io.bpfledger.kernel.linux.attach.RawTracepointLink;
import io.bpfledger.kernel.linux.attach.SkLookupLink;
import io.bpfledger.kernel.linux.attach.SockOpsLink;
import io.bpfledger.kernel.linux.attach.StructOpsLink;
import io.bpfledger.kernel.linux.attach.TcxLink;
import io.bpfledger.kernel.linux.attach.TpBtfLink;
import io.bpfledger.kernel.linux.attach.TracepointLink;
import io.bpfledger.kernel.linux.attach.UprobeLink;
import io.bpfledger.kernel.linux.attach.UprobeMultiLink;
import io.bpfledger.kernel.linux.attach.UretprobeLink;
import io.bpfledger.kernel.linux.attach.XdpLink;
import io.bpfledger.kernel.linux.ffi.BpfCommand;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.ffi.SystemCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Optional;

/**
 * The half of {@link io.bpfledger.kernel.Links} that changes: it makes, updates and detaches links.
 *
 * <p>A refusal names the feature this kernel lacks when the probe says it lacks one; the errno
 * alone tells nothing.
 */
public final class LinkWriter {

  private static final int REPLACE_EXPECTED = 1 << 2;
  private static final int UPDATE_BYTES = 16;
  private static final int DETACH_BYTES = 4;

  private final Features features;

  public LinkWriter(Features features) {
    this.features = features;
  }

  public Result<LinkHandle> create(ProgramHandle program, LinkTarget target) {
    return attach(program, target).mapError(error -> nameMissingFeature(error, target));
  }

  private static Result<LinkHandle> attach(ProgramHandle handle, LinkTarget target) {
    int program = target instanceof StructOpsTarget ? 0 : LinuxProgram.number(handle);
    return switch (target) {
      case XdpTarget xdp -> XdpLink.create(program, xdp);
      case TcxTarget tcx -> TcxLink.create(program, tcx);
      case TracepointTarget tracepoint -> TracepointLink.create(program, tracepoint);
      case RawTracepointTarget tracepoint -> RawTracepointLink.create(program, tracepoint);
      case TpBtfTarget tracepoint -> TpBtfLink.create(program, tracepoint);
      case KprobeTarget kprobe -> KprobeLink.create(program, kprobe);
      case KretprobeTarget kretprobe -> KretprobeLink.create(program, kretprobe);
      case KprobeMultiTarget kprobes -> KprobeMultiLink.create(program, kprobes);
      case UprobeTarget uprobe -> UprobeLink.create(program, uprobe);
      case UretprobeTarget uretprobe -> UretprobeLink.create(program, uretprobe);
      case UprobeMultiTarget uprobes -> UprobeMultiLink.create(program, uprobes);
      case FentryTarget fentry -> FentryLink.create(program, fentry);
      case FexitTarget fexit -> FexitLink.create(program, fexit);
      case FmodRetTarget fmodRet -> FmodRetLink.create(program, fmodRet);
      case LsmTarget lsm -> LsmLink.create(program, lsm);
      case CgroupSkbTarget cgroup -> CgroupSkbLink.create(program, cgroup);
      case CgroupSockTarget cgroup -> CgroupSockLink.create(program, cgroup);
      case CgroupSockAddrTarget cgroup -> CgroupSockAddrLink.create(program, cgroup);
      case CgroupSockoptTarget cgroup -> CgroupSockoptLink.create(program, cgroup);
      case CgroupSysctlTarget cgroup -> CgroupSysctlLink.create(program, cgroup);
      case CgroupDeviceTarget cgroup -> CgroupDeviceLink.create(program, cgroup);
      case SockOpsTarget cgroup -> SockOpsLink.create(program, cgroup);
      case NetfilterTarget netfilter -> NetfilterLink.create(program, netfilter);
      case PerfEventTarget perfEvent -> PerfEventLink.create(program, perfEvent);
      case IterTarget iter -> IterLink.create(program, iter);
      case SkLookupTarget skLookup -> SkLookupLink.create(program, skLookup);
      case StructOpsTarget structOps -> StructOpsLink.create(structOps);
    };
  }

  /** {link_fd@0, new_prog_fd@4, flags@8, old_prog_fd@12}. */
  public Result<Done> update(
      LinkHandle link, ProgramHandle program, Optional<ProgramHandle> expected) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, UPDATE_BYTES);
      Memory.setInt(attribute, 0, LinuxLink.number(link));
      Memory.setInt(attribute, 4, LinuxProgram.number(program));
      if (expected.isPresent()) {
        Memory.setInt(attribute, 8, REPLACE_EXPECTED);
        Memory.setInt(attribute, 12, LinuxProgram.number(expected.get()));
      }
      return answer(BpfCommand.LINK_UPDATE, attribute, Operation.UPDATE_LINK, link)
          .mapError(error -> explainUpdate(error, expected.isPresent()));
    }
  }

  /** {link_fd@0}. */
  public Result<Done> detach(LinkHandle link) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment attribute = Memory.zeroed(arena, DETACH_BYTES);
      Memory.setInt(attribute, 0, LinuxLink.number(link));
      return answer(BpfCommand.LINK_DETACH, attribute, Operation.DETACH_LINK, link)
          .mapError(this::explainDetach);
    }
  }

  private static Result<Done> answer(
      int command, MemorySegment attribute, Operation operation, LinkHandle link) {
    long answer = SystemCalls.bpf(command, attribute);
    return answer < 0
        ? Result.failure(Answer.error(answer, operation, LinkReader.nameOf(link)))
        : Result.done();
  }

  private static KernelError explainUpdate(KernelError error, boolean expectedOne) {
    return switch (error.errno().name()) {
      case "EPERM" ->
          error.withDetail(
              expectedOne
                  ? "the link runs another program than the expected one: somebody replaced it"
                  : "replacing programs needs the capability that attaching does");
      case "EINVAL" ->
          error.withDetail(
              "links of this kind keep their program for life, or the new program is of another"
                  + " type or attach type than the old");
      case "EEXIST" -> error.withDetail("the new program is on that hook already");
      case "ENOLINK" ->
          error.withDetail("the link is detached, by force or because its device is gone");
      default -> error;
    };
  }

  private KernelError explainDetach(KernelError error) {
    return switch (error.errno().name()) {
      case "EOPNOTSUPP" ->
          error.withDetail(
              "links of this kind cannot be detached by force: they end with their last pin and"
                  + " handle");
      case "EINVAL" -> features.explain(error, Feature.LINK_DETACH);
      default -> error;
    };
  }

  /** What is missing takes the place of a guess at what the errno means. */
  private KernelError nameMissingFeature(KernelError error, LinkTarget target) {
    if (error.missingFeature().isPresent()) {
      return error;
    }
    KernelError explained = features.explain(error, needs(target).toArray(Feature[]::new));
    return explained.missingFeature().isPresent() ? explained.withDetail("") : error;
  }

  /** What a kernel must have for a kind of link; first what is likeliest to be missing. */
  private static List<Feature> needs(LinkTarget target) {
    return switch (target) {
      case XdpTarget _ -> List.of(Feature.XDP_LINK);
      case TcxTarget _ -> List.of(Feature.TCX);
      case TracepointTarget _, PerfEventTarget _ -> List.of(Feature.PERF_LINK);
      case RawTracepointTarget tracepoint ->
          tracepoint.cookie() == 0 ? List.of() : List.of(Feature.RAW_TRACEPOINT_COOKIE);
      case TpBtfTarget tracepoint ->
          tracepoint.cookie() == 0
              ? List.of(Feature.TP_BTF)
              : List.of(Feature.TP_BTF, Feature.RAW_TRACEPOINT_COOKIE);
      case KprobeTarget _, KretprobeTarget _ -> List.of(Feature.KPROBE, Feature.PERF_LINK);
      case KprobeMultiTarget _ -> List.of(Feature.KPROBE_MULTI);
      case UprobeTarget _, UretprobeTarget _ -> List.of(Feature.UPROBE, Feature.PERF_LINK);
      case UprobeMultiTarget _ -> List.of(Feature.UPROBE_MULTI);
      case FentryTarget _, FexitTarget _, FmodRetTarget _ -> List.of(Feature.TRAMPOLINE);
      case LsmTarget _ -> List.of(Feature.LSM);
      case CgroupSkbTarget _,
          CgroupSockTarget _,
          CgroupSockAddrTarget _,
          CgroupSockoptTarget _,
          CgroupSysctlTarget _,
          CgroupDeviceTarget _,
          SockOpsTarget _ ->
          List.of(Feature.CGROUP_LINK);
      case NetfilterTarget _ -> List.of(Feature.NETFILTER_LINK);
      case IterTarget _ -> List.of(Feature.ITERATOR);
      case SkLookupTarget _ -> List.of(Feature.SK_LOOKUP);
      case StructOpsTarget _ -> List.of(Feature.STRUCT_OPS_LINK);
    };
  }
}
