package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import java.util.OptionalLong;

/** A link on the kernel function its program was loaded for: fentry, fexit, fmod_ret, LSM. */
final class TracingAttachment implements Attachment {

  private static final int LINK_TYPE = 2;

  private final Machine machine;
  private final int attachType;
  private final VerifiedProgram.AttachPoint point;
  private final OptionalLong cookie;

  TracingAttachment(
      Machine machine, int attachType, VerifiedProgram.AttachPoint point, OptionalLong cookie) {
    this.machine = machine;
    this.attachType = attachType;
    this.point = point;
    this.cookie = cookie;
  }

  @Override
  public int linkType() {
    return LINK_TYPE;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.Tracing(attachType, point.btfObject(), point.btfId(), cookie);
  }

  @Override
  public void attach(LinkObject link) {
    ProgramObject program = link.program().orElseThrow();
    boolean attached =
        machine.links().all().stream()
            .anyMatch(
                other -> other.attachment() instanceof TracingAttachment && other.runs(program));
    if (attached) {
      throw new Refusal(Errno.EBUSY, "the program is attached to its function already");
    }
  }
}
