package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A link on the socket lookup of a network namespace. */
final class SocketLookupAttachment implements Attachment {

  private static final int LINK_TYPE = 5;
  private static final int MEMBER_LIMIT = 64;

  private @Nullable NamespaceNode namespace;

  SocketLookupAttachment(NamespaceNode namespace) {
    this.namespace = namespace;
  }

  @Override
  public int linkType() {
    return LINK_TYPE;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.NetworkNamespaceHook(
        namespace == null ? 0 : namespace.identity().inode(), AttachType.SK_LOOKUP.number());
  }

  @Override
  public void attach(LinkObject link) {
    if (namespace == null) {
      throw Attachment.hookIsGone();
    }
    if (namespace.socketLookupLinks().size() >= MEMBER_LIMIT) {
      throw new Refusal(Errno.E2BIG, "the namespace has " + MEMBER_LIMIT + " programs there");
    }
    namespace.socketLookupLinks().add(link);
  }

  @Override
  public void detach(LinkObject link) {
    if (namespace != null) {
      namespace.socketLookupLinks().remove(link);
      namespace = null;
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
    Attachment.requireExpected(current, expected);
    if (current.type() != next.type()) {
      throw new Refusal(Errno.EINVAL, "the new program is of another type");
    }
    if (namespace == null) {
      throw Attachment.hookIsGone();
    }
  }
}
