package io.bpfledger.kernel.attach;

import io.bpfledger.kernel.AttachKind;
import io.bpfledger.kernel.NetworkNamespace;

/**
 * A netfilter hook of a network namespace.
 *
 * <p>{@code protocolFamily} and {@code hook} are the kernel's numbers (NFPROTO_*, NF_INET_*).
 */
public record NetfilterTarget(
    NetworkNamespace namespace, int protocolFamily, int hook, int priority, boolean defragment)
    implements LinkTarget {

  @Override
  public AttachKind kind() {
    return AttachKind.NETFILTER;
  }

  @Override
  public String describe() {
    return "netfilter hook " + hook + " priority " + priority + " in " + namespace;
  }
}
