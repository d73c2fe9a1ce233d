package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A link of one of the cgroup families. */
final class CgroupAttachment implements Attachment {

  private static final int LINK_TYPE = 3;
  private static final int MEMBER_LIMIT = 64;

  private @Nullable CgroupNode cgroup;
  private final AttachType attachType;

  CgroupAttachment(CgroupNode cgroup, AttachType attachType) {
    this.cgroup = cgroup;
    this.attachType = attachType;
  }

  @Override
  public int linkType() {
    return LINK_TYPE;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.Cgroup(cgroup == null ? 0 : cgroup.id(), attachType.number());
  }

  @Override
  public void attach(LinkObject link) {
    if (cgroup == null) {
      throw Attachment.hookIsGone();
    }
    if (cgroup.members(attachType).size() >= MEMBER_LIMIT) {
      throw new Refusal(Errno.E2BIG, "the cgroup has " + MEMBER_LIMIT + " programs there");
    }
    cgroup.add(attachType, link);
  }

  @Override
  public void detach(LinkObject link) {
    if (cgroup != null) {
      cgroup.remove(attachType, link);
      cgroup = null;
    }
  }

  @Override
  public boolean detachesByForce() {
    return true;
  }

  @Override
  public void requireReplaceable(
      LinkObject link,
      ProgramObject current,
      ProgramObject next,
      Optional<ProgramObject> expected) {
    if (cgroup == null) {
      throw Attachment.hookIsGone();
    }
    Attachment.requireExpected(current, expected);
    if (current.type() != next.type()) {
      throw new Refusal(Errno.EINVAL, "the new program is of another type");
    }
  }
}
