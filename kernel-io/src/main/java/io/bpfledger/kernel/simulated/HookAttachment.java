package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What holds a hook until it is told to let go, or the hook goes. The link stays, with nothing to
 * hold, until its last reference goes.
 *
 * @param <H> what has the hook: an interface, a cgroup, a namespace
 */
abstract sealed class HookAttachment<H> implements Attachment
    permits XdpAttachment,
        TcxAttachment,
        CgroupAttachment,
        NetfilterAttachment,
        SocketLookupAttachment {

  private final int linkType;
  private @Nullable H held;

  HookAttachment(int linkType, H held) {
    this.linkType = linkType;
    this.held = held;
  }

  /** Takes the hook for this link, or refuses. */
  abstract void take(H from, LinkObject link);

  /** Gives back what was taken. */
  abstract void leave(H from, LinkObject link);

  /** What has the hook, as long as the link holds it. */
  final Optional<H> held() {
    return Optional.ofNullable(held);
  }

  final H requireHeld() {
    if (held == null) {
      throw new Refusal(Errno.ENOLINK, "the link has lost its hook");
    }
    return held;
  }

  @Override
  public final int linkType() {
    return linkType;
  }

  @Override
  public final void attach(LinkObject link) {
    take(requireHeld(), link);
  }

  @Override
  public final void detach(LinkObject link) {
    H left = held;
    if (left != null) {
      held = null;
      leave(left, link);
    }
  }

  @Override
  public final boolean detachesByForce() {
    return true;
  }
}
