package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A netfilter link: one place on one hook of a network namespace. */
final class NetfilterAttachment implements Attachment {

  private static final int LINK_TYPE = 10;
  private static final int IPV4 = 2;
  private static final int IPV6 = 10;
  private static final int HOOKS = 5;
  private static final int DEFRAGMENT = 1;
  private static final int DEFRAGMENT_PRIORITY = -400;

  private final NetworkState network;
  private @Nullable NamespaceNode namespace;
  private final int protocolFamily;
  private final int hook;
  private final int priority;
  private final boolean defragment;

  NetfilterAttachment(
      NetworkState network,
      NamespaceNode namespace,
      int protocolFamily,
      int hook,
      int priority,
      boolean defragment) {
    this.network = network;
    this.namespace = namespace;
    this.protocolFamily = protocolFamily;
    this.hook = hook;
    this.priority = priority;
    this.defragment = defragment;
  }

  @Override
  public int linkType() {
    return LINK_TYPE;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.Netfilter(protocolFamily, hook, priority, defragment ? DEFRAGMENT : 0);
  }

  @Override
  public void attach(LinkObject link) {
    if (namespace == null) {
      throw Attachment.hookIsGone();
    }
    requireValid();
    boolean taken =
        namespace.netfilterLinks().stream()
            .map(LinkObject::attachment)
            .anyMatch(other -> other instanceof NetfilterAttachment that && samePlace(that));
    if (taken) {
      throw new Refusal(Errno.EBUSY, "another program has that priority on the hook");
    }
    namespace.netfilterLinks().add(link);
  }

  private void requireValid() {
    if (protocolFamily != IPV4 && protocolFamily != IPV6) {
      throw new Refusal(Errno.EAFNOSUPPORT, "the protocol family is neither IPv4 nor IPv6");
    }
    if (hook < 0 || hook >= HOOKS) {
      throw new Refusal(Errno.EPROTO, "there are five hooks, from 0");
    }
    boolean outermost = priority == Integer.MIN_VALUE || priority == Integer.MAX_VALUE;
    if (outermost || (defragment && priority <= DEFRAGMENT_PRIORITY)) {
      throw new Refusal(Errno.ERANGE, "that priority is the kernel's own");
    }
  }

  private boolean samePlace(NetfilterAttachment that) {
    return protocolFamily == that.protocolFamily && hook == that.hook && priority == that.priority;
  }

  @Override
  public void detach(LinkObject link) {
    if (namespace != null) {
      namespace.netfilterLinks().remove(link);
      namespace = null;
      network.forgetUnheld();
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
    throw new Refusal(Errno.EOPNOTSUPP, "netfilter links keep their program");
  }
}
