package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.Features;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.Links;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.linux.attach.XdpHook;
import java.util.Optional;

/** Links, by the half that looks and the half that changes. */
public final class LinuxLinks implements Links {

  private final Features features;
  private final LinkReader reader = new LinkReader();
  private final LinkWriter writer;

  public LinuxLinks(Features features) {
    this.features = features;
    this.writer = new LinkWriter(features);
  }

  @Override
  public Result<LinkHandle> create(ProgramHandle program, LinkTarget target) {
    return writer.create(program, target);
  }

  @Override
  public Result<Done> update(
      LinkHandle link, ProgramHandle program, Optional<ProgramHandle> expected) {
    return writer.update(link, program, expected);
  }

  @Override
  public Result<Done> detach(LinkHandle link) {
    return writer.detach(link);
  }

  @Override
  public Result<Optional<LinkId>> next(Optional<LinkId> after) {
    return reader.next(after);
  }

  @Override
  public Result<LinkHandle> open(LinkId id) {
    return reader.open(id);
  }

  @Override
  public Result<LinkInfo> info(LinkHandle link) {
    return reader.info(link);
  }

  @Override
  public Result<LinkInfo> describe(LinkId id) {
    return reader.describe(id);
  }

  @Override
  public Result<HookMembers> query(Hook hook) {
    return switch (hook) {
      case Hook.Xdp(var networkInterface) -> XdpHook.members(networkInterface);
      case Hook.Tcx(var networkInterface, var direction) ->
          HookQuery.tcx(networkInterface, direction)
              .mapError(error -> features.explain(error, Feature.TCX));
      case Hook.Cgroup(var cgroup, var attachType) -> HookQuery.cgroup(cgroup, attachType);
    };
  }
}
