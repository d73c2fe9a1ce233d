package io.bpfledger.core.work;

import io.bpfledger.journal.attachment.Attachment;
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
import io.bpfledger.kernel.MapHandle;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.attach.CgroupDeviceTarget;
import io.bpfledger.kernel.attach.CgroupSkbTarget;
import io.bpfledger.kernel.attach.CgroupSockAddrTarget;
import io.bpfledger.kernel.attach.CgroupSockTarget;
import io.bpfledger.kernel.attach.CgroupSockoptTarget;
import io.bpfledger.kernel.attach.CgroupSysctlTarget;
import io.bpfledger.kernel.attach.CodeOffset;
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
import io.bpfledger.kernel.attach.TpBtfTarget;
import io.bpfledger.kernel.attach.TracepointTarget;
import io.bpfledger.kernel.attach.UprobeMultiTarget;
import io.bpfledger.kernel.attach.UprobeTarget;
import io.bpfledger.kernel.attach.UretprobeTarget;
import io.bpfledger.kernel.attach.UserCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** From where people want a program attached to what a kernel is asked for: one place per kind. */
final class LinkTargets {

  /** The kernel's word for any process, and for any CPU. */
  private static final int ANY = -1;

  private final LoadedPrograms programs;

  LinkTargets(LoadedPrograms programs) {
    this.programs = programs;
  }

  /**
   * A target.
   *
   * @param map what must stay open until the link is made
   */
  record Found(LinkTarget target, Optional<MapHandle> map) implements AutoCloseable {

    @Override
    public void close() {
      map.ifPresent(MapHandle::close);
    }
  }

  /** The target, for the caller to close. */
  Found find(Attachment attachment, Load program) throws Obstacle {
    return switch (attachment) {
      case TracepointAttachment at ->
          found(new TracepointTarget(at.category(), at.name(), at.cookie()));
      case RawTracepointAttachment at -> found(new RawTracepointTarget(at.name(), at.cookie()));
      case TpBtfAttachment at -> found(new TpBtfTarget(at.cookie()));
      case KprobeAttachment at -> found(new KprobeTarget(at.symbol(), at.offset(), at.cookie()));
      case KretprobeAttachment at -> found(new KretprobeTarget(at.symbol(), at.cookie()));
      case KprobeMultiAttachment at ->
          found(new KprobeMultiTarget(at.symbols(), at.cookies(), at.atReturn()));
      case UprobeAttachment at ->
          found(
              new UprobeTarget(
                  code(at.binary(), at.place()),
                  at.place().referenceCounterOffset(),
                  at.pid(),
                  at.place().cookie()));
      case UretprobeAttachment at ->
          found(
              new UretprobeTarget(
                  code(at.binary(), at.place()),
                  at.place().referenceCounterOffset(),
                  at.pid(),
                  at.place().cookie()));
      case UprobeMultiAttachment at -> found(many(at));
      case FentryAttachment at -> found(new FentryTarget(at.cookie()));
      case FexitAttachment at -> found(new FexitTarget(at.cookie()));
      case FmodRetAttachment at -> found(new FmodRetTarget(at.cookie()));
      case LsmAttachment at -> found(new LsmTarget(at.cookie()));
      case CgroupSkbAttachment at ->
          found(new CgroupSkbTarget(Path.of(at.cgroup()), at.attachType()));
      case CgroupSockAttachment at ->
          found(new CgroupSockTarget(Path.of(at.cgroup()), at.attachType()));
      case CgroupSockAddrAttachment at ->
          found(new CgroupSockAddrTarget(Path.of(at.cgroup()), at.attachType()));
      case CgroupSockoptAttachment at ->
          found(new CgroupSockoptTarget(Path.of(at.cgroup()), at.attachType()));
      case CgroupSysctlAttachment at -> found(new CgroupSysctlTarget(Path.of(at.cgroup())));
      case CgroupDeviceAttachment at -> found(new CgroupDeviceTarget(Path.of(at.cgroup())));
      case SockOpsAttachment at -> found(new SockOpsTarget(Path.of(at.cgroup())));
      case NetfilterAttachment at ->
          found(
              new NetfilterTarget(
                  new NetworkNamespace(at.namespace()),
                  at.protocolFamily(),
                  at.netfilterHook(),
                  at.priority(),
                  at.defragment()));
      case SkLookupAttachment at -> found(new SkLookupTarget(new NetworkNamespace(at.namespace())));
      case PerfEventAttachment at ->
          found(
              new PerfEventTarget(
                  at.type(),
                  at.config(),
                  at.samplePeriod(),
                  at.sampleFrequency(),
                  at.pid().orElse(ANY),
                  at.cpu().orElse(ANY),
                  at.cookie()));
      case IterAttachment at ->
          at.map().isEmpty()
              ? found(new IterTarget(Optional.empty()))
              : holding(
                  programs.openMap(program, at.map().get()),
                  map -> new IterTarget(Optional.of(map)));
      case StructOpsAttachment at ->
          holding(programs.openMap(program, at.map()), StructOpsTarget::new);
      case DeviceAttachment at ->
          throw new Obstacle(at.describe() + " belongs to the dispatcher of its hook");
    };
  }

  private static Found found(LinkTarget target) {
    return new Found(target, Optional.empty());
  }

  private static Found holding(MapHandle map, Function<MapHandle, LinkTarget> target) {
    return new Found(target.apply(map), Optional.of(map));
  }

  private static UserCode code(UserBinary binary, UserPlace place) {
    return new UserCode(
        Path.of(binary.path()), place.function(), place.offset(), binary.mountNamespacePid());
  }

  private static UprobeMultiTarget many(UprobeMultiAttachment at) {
    return new UprobeMultiTarget(
        Path.of(at.binary().path()),
        at.binary().mountNamespacePid(),
        at.places().stream()
            .map(place -> new CodeOffset(place.function(), place.offset()))
            .toList(),
        numbers(at.places(), UserPlace::referenceCounterOffset),
        numbers(at.places(), UserPlace::cookie),
        at.pid(),
        at.atReturn());
  }

  /** One for each place, or none where all are 0. */
  private static List<Long> numbers(List<UserPlace> places, ToLongFunction<UserPlace> number) {
    List<Long> all = places.stream().mapToLong(number).boxed().toList();
    return all.stream().allMatch(one -> one == 0) ? List.of() : all;
  }
}
