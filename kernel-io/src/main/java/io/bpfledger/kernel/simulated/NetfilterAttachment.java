package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.LinkDetails;
import java.util.Optional;

/** A netfilter link: one place on one hook of a network namespace. */
final class NetfilterAttachment extends HookAttachment<NamespaceNode> {

  private static final int LINK_TYPE = 10;
  private static final int IPV4 = 2;
  private static final int IPV6 = 10;
  private static final int HOOKS = 5;
  private static final int DEFRAGMENT = 1;
  private static final int DEFRAGMENT_PRIORITY = -400;

  private final NetworkState network;
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
    super(LINK_TYPE, namespace);
    this.network = network;
    this.protocolFamily = protocolFamily;
    this.hook = hook;
    this.priority = priority;
    this.defragment = defragment;
  }

  @Override
  public LinkDetails details() {
    return new LinkDetails.Netfilter(protocolFamily, hook, priority, defragment ? DEFRAGMENT : 0);
  }

  @Override
  void take(NamespaceNode namespace, LinkObject link) {
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
  void leave(NamespaceNode namespace, LinkObject link) {
    namespace.netfilterLinks().remove(link);
    network.forgetUnheld();
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
