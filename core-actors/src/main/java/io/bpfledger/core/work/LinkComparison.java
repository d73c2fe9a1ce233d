package io.bpfledger.core.work;

import io.bpfledger.journal.attachment.Attachment;
import io.bpfledger.journal.attachment.CgroupAttachment;
import io.bpfledger.journal.attachment.CgroupDeviceAttachment;
import io.bpfledger.journal.attachment.CgroupSkbAttachment;
import io.bpfledger.journal.attachment.CgroupSockAddrAttachment;
import io.bpfledger.journal.attachment.CgroupSockAttachment;
import io.bpfledger.journal.attachment.CgroupSockoptAttachment;
import io.bpfledger.journal.attachment.CgroupSysctlAttachment;
import io.bpfledger.journal.attachment.DeviceAttachment;
import io.bpfledger.journal.attachment.FentryAttachment;
import io.bpfledger.journal.attachment.FexitAttachment;
import io.bpfledger.journal.attachment.FmodRetAttachment;
import io.bpfledger.journal.attachment.IterAttachment;
import io.bpfledger.journal.attachment.KprobeAttachment;
import io.bpfledger.journal.attachment.KprobeMultiAttachment;
import io.bpfledger.journal.attachment.KretprobeAttachment;
import io.bpfledger.journal.attachment.LsmAttachment;
import io.bpfledger.journal.attachment.NetfilterAttachment;
import io.bpfledger.journal.attachment.PerfEventAttachment;
import io.bpfledger.journal.attachment.RawTracepointAttachment;
import io.bpfledger.journal.attachment.SkLookupAttachment;
import io.bpfledger.journal.attachment.SockOpsAttachment;
import io.bpfledger.journal.attachment.StructOpsAttachment;
import io.bpfledger.journal.attachment.TpBtfAttachment;
import io.bpfledger.journal.attachment.TracepointAttachment;
import io.bpfledger.journal.attachment.UprobeAttachment;
import io.bpfledger.journal.attachment.UprobeMultiAttachment;
import io.bpfledger.journal.attachment.UretprobeAttachment;
import io.bpfledger.journal.attachment.UserBinary;
import io.bpfledger.journal.attachment.UserPlace;
import io.bpfledger.journal.value.Load;
import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.MapId;
import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.Network;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Result;
import java.util.Optional;

/**
 * Whether a link in the kernel is on what was asked for. What the kernel does not tell, as old ones
 * do, is taken to be right.
 */
final class LinkComparison {

  private final Network network;

  LinkComparison(Network network) {
    this.network = network;
  }

  /** What the link is on instead, in words; empty when it is as it was asked for. */
  Optional<String> difference(Attachment wanted, LinkDetails seen, Load program) {
    if (seen instanceof LinkDetails.Unknown) {
      return Optional.empty();
    }
    boolean same =
        switch (wanted) {
          case TracepointAttachment at ->
              seen instanceof LinkDetails.Tracepoint on && on.name().equals(at.name());
          case RawTracepointAttachment at ->
              seen instanceof LinkDetails.RawTracepoint on && on.name().equals(at.name());
          case TpBtfAttachment _ -> seen instanceof LinkDetails.RawTracepoint;
          case KprobeAttachment at ->
              seen instanceof LinkDetails.Kprobe on
                  && !on.atReturn()
                  && on.symbol().equals(at.symbol())
                  && on.offset() == at.offset();
          case KretprobeAttachment at ->
              seen instanceof LinkDetails.Kprobe on
                  && on.atReturn()
                  && on.symbol().equals(at.symbol());
          case KprobeMultiAttachment at ->
              seen instanceof LinkDetails.KprobeMulti on
                  && on.atReturn() == at.atReturn()
                  && on.count() == at.symbols().size();
          case UprobeAttachment at ->
              seen instanceof LinkDetails.Uprobe on
                  && !on.atReturn()
                  && isIn(on, at.binary(), at.place());
          case UretprobeAttachment at ->
              seen instanceof LinkDetails.Uprobe on
                  && on.atReturn()
                  && isIn(on, at.binary(), at.place());
          case UprobeMultiAttachment at ->
              seen instanceof LinkDetails.UprobeMulti on
                  && on.atReturn() == at.atReturn()
                  && on.count() == at.places().size();
          case PerfEventAttachment at ->
              seen instanceof LinkDetails.PerfEvent on && on.config() == at.config();
          case FentryAttachment _ -> isTracing(seen, AttachType.TRACE_FENTRY);
          case FexitAttachment _ -> isTracing(seen, AttachType.TRACE_FEXIT);
          case FmodRetAttachment _ -> isTracing(seen, AttachType.MODIFY_RETURN);
          case LsmAttachment _ -> isTracing(seen, AttachType.LSM_MAC);
          case CgroupAttachment at ->
              seen instanceof LinkDetails.Cgroup on
                  && on.cgroupId() != 0
                  && on.attachTypeNumber() == attachType(at).number();
          case NetfilterAttachment at ->
              seen instanceof LinkDetails.Netfilter on
                  && on.protocolFamily() == at.protocolFamily()
                  && on.hook() == at.netfilterHook()
                  && on.priority() == at.priority();
          case SkLookupAttachment at ->
              seen instanceof LinkDetails.NetworkNamespaceHook on
                  && on.attachTypeNumber() == AttachType.SK_LOOKUP.number()
                  && on.namespaceInode() != 0
                  && standsAt(at.namespace(), on.namespaceInode());
          case IterAttachment at ->
              seen instanceof LinkDetails.Iterator on && isMap(program, at.map(), on.map());
          case StructOpsAttachment at ->
              seen instanceof LinkDetails.StructOps on
                  && isMap(program, Optional.of(at.map()), on.map());
          case DeviceAttachment _ -> false;
        };
    return same ? Optional.empty() : Optional.of(seen.toString());
  }

  /** A path in another mount namespace, and a library's bare name, are told resolved. */
  private static boolean isIn(LinkDetails.Uprobe on, UserBinary binary, UserPlace place) {
    boolean toldAsAsked = binary.path().startsWith("/") && binary.mountNamespacePid().isEmpty();
    return (!toldAsAsked || on.path().isEmpty() || on.path().equals(binary.path()))
        && (place.function().isPresent() || on.offset() == place.offset());
  }

  private static boolean isTracing(LinkDetails seen, AttachType type) {
    return seen instanceof LinkDetails.Tracing on && on.attachTypeNumber() == type.number();
  }

  private static AttachType attachType(CgroupAttachment attachment) {
    return switch (attachment) {
      case CgroupSkbAttachment at -> at.attachType();
      case CgroupSockAttachment at -> at.attachType();
      case CgroupSockAddrAttachment at -> at.attachType();
      case CgroupSockoptAttachment at -> at.attachType();
      case CgroupSysctlAttachment _ -> AttachType.CGROUP_SYSCTL;
      case CgroupDeviceAttachment _ -> AttachType.CGROUP_DEVICE;
      case SockOpsAttachment _ -> AttachType.CGROUP_SOCK_OPS;
    };
  }

  /** Another namespace may stand at the path by now; one that is gone says nothing. */
  private boolean standsAt(String path, long inode) {
    return switch (network.identify(new NetworkNamespace(path))) {
      case Result.Success<NamespaceIdentity>(NamespaceIdentity there) -> there.inode() == inode;
      case Result.Failure<NamespaceIdentity> _ -> true;
    };
  }

  private static boolean isMap(Load program, Optional<String> name, Optional<MapId> seen) {
    Optional<Integer> wanted =
        name.flatMap(
            called ->
                program.maps().stream()
                    .filter(map -> map.name().equals(called))
                    .findFirst()
                    .map(Load.LoadedMap::kernelId));
    return wanted.equals(seen.map(MapId::value));
  }
}
