package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import java.util.Optional;

/** A link on the socket lookup of a network namespace. */
final class SocketLookupAttachment extends HookAttachment<NamespaceNode> {

  private static final int LINK_TYPE = 5;
  private static final int MEMBER_LIMIT = 64;

  SocketLookupAttachment(NamespaceNode namespace) {
    super(LINK_TYPE, namespace);
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.NetworkNamespaceHook(
        held().map(namespace -> namespace.identity().inode()).orElse(0L),
        AttachType.SK_LOOKUP.number());
  }

  @Override
  void take(NamespaceNode namespace, LinkObject link) {
    if (namespace.socketLookupLinks().size() >= MEMBER_LIMIT) {
      throw new Refusal(Errno.E2BIG, "the namespace has " + MEMBER_LIMIT + " programs there");
    }
    namespace.socketLookupLinks().add(link);
  }

  @Override
  void leave(NamespaceNode namespace, LinkObject link) {
    namespace.socketLookupLinks().remove(link);
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
    requireHeld();
  }
}
