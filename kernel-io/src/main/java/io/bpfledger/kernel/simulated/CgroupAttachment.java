package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import java.util.Optional;

/** A link of one of the cgroup families. */
final class CgroupAttachment extends HookAttachment<CgroupNode> {

  private static final int LINK_TYPE = 3;
  private static final int MEMBER_LIMIT = 64;

  private final AttachType attachType;

  CgroupAttachment(CgroupNode cgroup, AttachType attachType) {
    super(LINK_TYPE, cgroup);
    this.attachType = attachType;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.Cgroup(held().map(CgroupNode::id).orElse(0L), attachType.number());
  }

  @Override
  void take(CgroupNode cgroup, LinkObject link) {
    if (cgroup.members(attachType).size() >= MEMBER_LIMIT) {
      throw new Refusal(Errno.E2BIG, "the cgroup has " + MEMBER_LIMIT + " programs there");
    }
    cgroup.add(attachType, link);
  }

  @Override
  void leave(CgroupNode cgroup, LinkObject link) {
    cgroup.remove(attachType, link);
  }

  @Override
  public void requireReplaceable(
      LinkObject link,
      ProgramObject current,
      ProgramObject next,
      Optional<ProgramObject> expected) {
    requireHeld();
    Attachment.requireExpected(current, expected);
    if (current.type() != next.type()) {
      throw new Refusal(Errno.EINVAL, "the new program is of another type");
    }
  }
}
