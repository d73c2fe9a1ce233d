package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import io.bpfledger.kernel.ProgramType;
import io.bpfledger.kernel.attach.Direction;
import io.bpfledger.kernel.attach.TcxPosition;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A TCX link: one member of the ordered list of an interface and direction. */
final class TcxAttachment extends HookAttachment<InterfaceNode> {

  private static final int LINK_TYPE = 11;
  private static final int MEMBER_LIMIT = 64;

  private final Machine machine;
  private final Direction direction;
  private final TcxPosition position;
  private final long expectedRevision;

  TcxAttachment(
      Machine machine,
      InterfaceNode device,
      Direction direction,
      TcxPosition position,
      long expectedRevision) {
    super(LINK_TYPE, device);
    this.machine = machine;
    this.direction = direction;
    this.position = position;
    this.expectedRevision = expectedRevision;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.Tcx(
        held().map(InterfaceNode::index).orElse(0), direction.tcxAttachType().number());
  }

  @Override
  void take(InterfaceNode device, LinkObject link) {
    TcxHook hook = device.tcx(direction);
    if (expectedRevision != 0 && expectedRevision != hook.revision()) {
      throw new Refusal(
          Errno.ESTALE, "the hook is at revision " + hook.revision() + ", not " + expectedRevision);
    }
    requireNotMember(hook, link.program().orElseThrow());
    int place = place(hook.members());
    if (hook.members().size() >= MEMBER_LIMIT - 1) {
      throw new Refusal(Errno.ERANGE, "the hook is full");
    }
    hook.insert(place, link);
  }

  private static void requireNotMember(TcxHook hook, ProgramObject program) {
    if (hook.members().stream().anyMatch(member -> member.runs(program))) {
      throw new Refusal(Errno.EEXIST, "the program is on the hook already");
    }
  }

  private int place(List<LinkObject> members) {
    return switch (position) {
      case TcxPosition.First _ -> 0;
      case TcxPosition.Last _ -> members.size();
      case TcxPosition.BeforeLink before ->
          find(members, machine.links().find(before.link().value()));
      case TcxPosition.AfterLink after ->
          find(members, machine.links().find(after.link().value())) + 1;
      case TcxPosition.BeforeProgram before ->
          find(members, machine.programs().find(before.program().value()));
      case TcxPosition.AfterProgram after ->
          find(members, machine.programs().find(after.program().value())) + 1;
    };
  }

  private static int find(List<LinkObject> members, LinkObject anchor) {
    anchor.program().ifPresent(TcxAttachment::requireClassifier);
    return find(members, member -> member == anchor);
  }

  private static int find(List<LinkObject> members, ProgramObject anchor) {
    requireClassifier(anchor);
    return find(members, member -> member.runs(anchor));
  }

  private static void requireClassifier(ProgramObject anchor) {
    if (anchor.type() != ProgramType.SCHED_CLS) {
      throw new Refusal(Errno.EINVAL, "the member to be placed by is of another type");
    }
  }

  private static int find(List<LinkObject> members, Predicate<LinkObject> isAnchor) {
    for (int at = 0; at < members.size(); at++) {
      if (isAnchor.test(members.get(at))) {
        return at;
      }
    }
    throw new Refusal(Errno.ENOENT, "the member to be placed by is not on the hook");
  }

  @Override
  void leave(InterfaceNode device, LinkObject link) {
    device.tcx(direction).remove(link);
  }

  @Override
  public void requireReplaceable(
      LinkObject link,
      ProgramObject current,
      ProgramObject next,
      Optional<ProgramObject> expected) {
    InterfaceNode device = requireHeld();
    Attachment.requireExpected(current, expected);
    if (next != current) {
      requireNotMember(device.tcx(direction), next);
      if (next.type() != current.type()) {
        throw new Refusal(Errno.EINVAL, "the new program is of another type");
      }
    }
  }

  @Override
  public void replaced(LinkObject link) {
    held().ifPresent(device -> device.tcx(direction).changed());
  }
}
