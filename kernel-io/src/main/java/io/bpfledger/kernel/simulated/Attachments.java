package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.MapType;
import io.bpfledger.kernel.ProgramType;
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
import java.nio.file.Path;
import java.util.Set;

/** Turns a target into what a link to it would hold, or refuses as the kernel does. */
final class Attachments {

  private static final Set<String> WALKS_A_MAP = Set.of("bpf_map_elem", "bpf_sk_storage_map");

  private final Machine machine;
  private final SimulatedProcess process;

  Attachments(Machine machine, SimulatedProcess process) {
    this.machine = machine;
    this.process = process;
  }

  Attachment of(ProgramObject program, LinkTarget target) {
    Probes probes = new Probes(machine, program);
    return switch (target) {
      case XdpTarget xdp -> xdp(program, xdp);
      case TcxTarget tcx -> tcx(program, tcx);
      case CgroupSkbTarget skb -> cgroup(program, target, skb.cgroup(), skb.attachType());
      case CgroupSockTarget sock -> cgroup(program, target, sock.cgroup(), sock.attachType());
      case CgroupSockAddrTarget address ->
          cgroup(program, target, address.cgroup(), address.attachType());
      case CgroupSockoptTarget option ->
          cgroup(program, target, option.cgroup(), option.attachType());
      case CgroupSysctlTarget sysctl ->
          cgroup(program, target, sysctl.cgroup(), AttachType.CGROUP_SYSCTL);
      case CgroupDeviceTarget device ->
          cgroup(program, target, device.cgroup(), AttachType.CGROUP_DEVICE);
      case SockOpsTarget ops -> cgroup(program, target, ops.cgroup(), AttachType.CGROUP_SOCK_OPS);
      case NetfilterTarget netfilter -> netfilter(program, netfilter);
      case SkLookupTarget lookup -> socketLookup(program, lookup);
      case IterTarget iterator -> iterator(program, iterator);
      case StructOpsTarget structOps -> structOps(structOps);
      case FentryTarget fentry -> tracing(program, target, fentry.cookie());
      case FexitTarget fexit -> tracing(program, target, fexit.cookie());
      case FmodRetTarget modify -> tracing(program, target, modify.cookie());
      case LsmTarget lsm -> tracing(program, target, lsm.cookie());
      case TpBtfTarget tracepoint -> probes.typedTracepoint(tracepoint);
      case RawTracepointTarget tracepoint -> probes.rawTracepoint(tracepoint);
      case TracepointTarget tracepoint -> probes.tracepoint(tracepoint);
      case KprobeTarget kprobe -> probes.kprobe(kprobe);
      case KretprobeTarget kretprobe -> probes.kretprobe(kretprobe);
      case KprobeMultiTarget multi -> probes.kprobeMulti(multi);
      case UprobeTarget uprobe -> probes.uprobe(uprobe);
      case UretprobeTarget uretprobe -> probes.uretprobe(uretprobe);
      case UprobeMultiTarget multi -> probes.uprobeMulti(multi);
      case PerfEventTarget event -> probes.perfEvent(event);
    };
  }

  private Attachment xdp(ProgramObject program, XdpTarget target) {
    machine.require(Feature.XDP_LINK);
    requireType(program, ProgramType.XDP);
    InterfaceNode device = machine.network().find(target.networkInterface(), Errno.EINVAL);
    return new XdpAttachment(device, target.mode());
  }

  private Attachment tcx(ProgramObject program, TcxTarget target) {
    machine.require(Feature.TCX);
    requireType(program, ProgramType.SCHED_CLS);
    InterfaceNode device = machine.network().find(target.networkInterface(), Errno.ENODEV);
    return new TcxAttachment(
        machine, device, target.direction(), target.position(), target.expectedRevision());
  }

  private Attachment cgroup(
      ProgramObject program, LinkTarget target, Path path, AttachType attachType) {
    machine.require(Feature.CGROUP_LINK);
    CgroupNode cgroup = cgroupAt(path);
    requireType(program, target.kind().programType());
    boolean decidedAtLoad =
        switch (program.type()) {
          case CGROUP_SOCK, CGROUP_SOCK_ADDR, CGROUP_SOCKOPT -> true;
          default -> false;
        };
    if (decidedAtLoad) {
      requireAttachType(program, attachType);
    }
    return new CgroupAttachment(cgroup, attachType);
  }

  private CgroupNode cgroupAt(Path path) {
    if (machine.cgroups().peek(path).isEmpty() && machine.files().exists(path)) {
      throw new Refusal(Errno.EBADF, "the directory is no cgroup");
    }
    return machine.cgroups().find(path);
  }

  private Attachment netfilter(ProgramObject program, NetfilterTarget target) {
    machine.require(Feature.NETFILTER_LINK);
    NamespaceNode namespace = machine.network().find(target.namespace());
    requireType(program, ProgramType.NETFILTER);
    return new NetfilterAttachment(
        machine.network(),
        namespace,
        target.protocolFamily(),
        target.hook(),
        target.priority(),
        target.defragment());
  }

  private Attachment socketLookup(ProgramObject program, SkLookupTarget target) {
    machine.require(Feature.SK_LOOKUP);
    NamespaceNode namespace = machine.network().find(target.namespace());
    requireType(program, ProgramType.SK_LOOKUP);
    return new SocketLookupAttachment(namespace);
  }

  private Attachment iterator(ProgramObject program, IterTarget target) {
    machine.require(Feature.ITERATOR);
    requireType(program, ProgramType.TRACING);
    requireAttachType(program, AttachType.TRACE_ITER);
    String walked =
        program.verified().attachPoint().map(VerifiedProgram.AttachPoint::function).orElse("");
    if (WALKS_A_MAP.contains(walked) && target.map().isEmpty()) {
      throw new Refusal(Errno.EBADF, "an iterator over map elements needs the map");
    }
    return new IteratorAttachment(walked, target.map().map(process::map));
  }

  Attachment structOps(StructOpsTarget target) {
    machine.require(Feature.STRUCT_OPS_LINK);
    MapObject map = process.map(target.map());
    if (map.spec().type() != MapType.STRUCT_OPS) {
      throw new Refusal(Errno.EINVAL, "only a struct_ops map can be attached");
    }
    boolean attached =
        machine.links().all().stream()
            .anyMatch(
                link ->
                    link.attachment() instanceof StructOpsAttachment other
                        && other.map().filter(held -> held == map).isPresent());
    if (attached) {
      throw new Refusal(Errno.EEXIST, "the structure is in effect already");
    }
    return new StructOpsAttachment(map);
  }

  private Attachment tracing(ProgramObject program, LinkTarget target, long cookie) {
    requireType(program, target.kind().programType());
    target.kind().expectedAttachType().ifPresent(type -> requireAttachType(program, type));
    VerifiedProgram.AttachPoint point =
        program
            .verified()
            .attachPoint()
            .orElseThrow(() -> new Refusal(Errno.EINVAL, "the program was loaded for no function"));
    return new TracingAttachment(
        machine, program.expectedAttachType(), point, Probes.cookie(cookie));
  }

  static void requireType(ProgramObject program, ProgramType type) {
    if (program.type() != type) {
      throw new Refusal(
          Errno.EINVAL,
          "the program is of type " + program.type().word() + " and not " + type.word());
    }
  }

  static void requireAttachType(ProgramObject program, AttachType type) {
    if (program.expectedAttachType() != type.number()) {
      throw new Refusal(Errno.EINVAL, "the program was loaded for another attach type");
    }
  }
}
