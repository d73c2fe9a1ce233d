package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Done;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.Feature;
import io.bpfledger.kernel.Hook;
import io.bpfledger.kernel.HookMembers;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.LinkId;
import io.bpfledger.kernel.LinkInfo;
import io.bpfledger.kernel.Links;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.ProgramHandle;
import io.bpfledger.kernel.ProgramId;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.LinkTarget;
import io.bpfledger.kernel.attach.StructOpsTarget;
import java.util.Optional;

/** The links of the machine, as one process reaches them. */
final class SimulatedLinks implements Links {

  private final SimulatedProcess process;
  private final Machine machine;

  SimulatedLinks(SimulatedProcess process) {
    this.process = process;
    this.machine = process.machine();
  }

  @Override
  public Result<LinkHandle> create(ProgramHandle program, LinkTarget target) {
    return process
        .gate()
        .call(
            Operation.CREATE_LINK,
            target.describe(),
            () -> {
              Attachments attachments = new Attachments(machine, process);
              process.requireRoomForHandles(1);
              if (target instanceof StructOpsTarget structOps) {
                return process.open(machine.createMapLink(attachments.structOps(structOps)));
              }
              ProgramObject running = process.program(program);
              return process.open(machine.createLink(running, attachments.of(running, target)));
            });
  }

  @Override
  public Result<Done> update(
      LinkHandle link, ProgramHandle program, Optional<ProgramHandle> expected) {
    return process
        .gate()
        .call(
            Operation.UPDATE_LINK,
            link.toString(),
            () -> {
              process
                  .link(link)
                  .replaceProgram(process.program(program), expected.map(process::program));
              return Done.DONE;
            });
  }

  @Override
  public Result<Done> detach(LinkHandle link) {
    return process
        .gate()
        .call(
            Operation.DETACH_LINK,
            link.toString(),
            () -> {
              machine.require(Feature.LINK_DETACH);
              process.link(link).detachByForce();
              return Done.DONE;
            });
  }

  @Override
  public Result<Optional<LinkId>> next(Optional<LinkId> after) {
    return process
        .gate()
        .call(
            Operation.NEXT_LINK,
            "links",
            () -> machine.links().nextId(after.map(LinkId::value)).map(LinkId::new));
  }

  @Override
  public Result<LinkHandle> open(LinkId id) {
    return process
        .gate()
        .call(
            Operation.OPEN_LINK,
            "link " + id,
            () -> {
              LinkObject link = machine.links().find(id.value());
              process.requireRoomForHandles(1);
              return process.open(link);
            });
  }

  @Override
  public Result<LinkInfo> info(LinkHandle link) {
    return process
        .gate()
        .call(Operation.DESCRIBE_LINK, link.toString(), () -> process.link(link).info());
  }

  @Override
  public Result<LinkInfo> describe(LinkId id) {
    return process
        .gate()
        .call(
            Operation.DESCRIBE_LINK,
            "link " + id,
            () -> {
              LinkObject link = machine.links().find(id.value());
              process.requireRoomForHandles(1);
              return link.info();
            });
  }

  @Override
  public Result<HookMembers> query(Hook hook) {
    return process.gate().call(Operation.QUERY_HOOK, describe(hook), () -> members(hook));
  }

  private static String describe(Hook hook) {
    return switch (hook) {
      case Hook.Xdp xdp -> "xdp on " + xdp.networkInterface().name();
      case Hook.Tcx tcx -> "tcx " + tcx.direction().word() + " on " + tcx.networkInterface().name();
      case Hook.Cgroup cgroup -> cgroup.attachType() + " of " + cgroup.cgroup();
    };
  }

  private HookMembers members(Hook hook) {
    return switch (hook) {
      case Hook.Xdp xdp ->
          xdpMembers(machine.network().find(xdp.networkInterface(), Errno.ENODEV).xdp());
      case Hook.Tcx tcx -> {
        machine.require(Feature.TCX);
        TcxHook members =
            machine.network().find(tcx.networkInterface(), Errno.ENODEV).tcx(tcx.direction());
        yield new HookMembers(
            members.revision(), members.members().stream().map(SimulatedLinks::member).toList());
      }
      case Hook.Cgroup cgroup ->
          new HookMembers(
              0,
              machine.cgroups().find(cgroup.cgroup()).members(cgroup.attachType()).stream()
                  .map(link -> new HookMembers.Member(runningProgram(link), Optional.empty()))
                  .toList());
    };
  }

  /** Netlink tells the program of the hook, and not which link holds it. */
  private static HookMembers xdpMembers(XdpHook hook) {
    return new HookMembers(
        0,
        hook.program().stream()
            .map(program -> new HookMembers.Member(new ProgramId(program.id()), Optional.empty()))
            .toList());
  }

  private static HookMembers.Member member(LinkObject link) {
    return new HookMembers.Member(runningProgram(link), Optional.of(new LinkId(link.id())));
  }

  private static ProgramId runningProgram(LinkObject link) {
    return new ProgramId(link.program().orElseThrow().id());
  }
}
