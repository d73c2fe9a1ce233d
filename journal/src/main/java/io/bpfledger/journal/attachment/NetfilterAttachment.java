package io.bpfledger.journal.attachment;

import io.bpfledger.journal.value.Limits;
import io.bpfledger.kernel.AttachKind;

/**
 * A netfilter hook of a network namespace.
 *
 * @param namespace the path of a file that stands for it
 * @param protocolFamily the kernel's number (NFPROTO_*)
 * @param netfilterHook the kernel's number (NF_INET_*)
 * @param priority lower runs earlier; may be negative
 */
public record NetfilterAttachment(
    String namespace, int protocolFamily, int netfilterHook, int priority, boolean defragment)
    implements Attachment {

  public NetfilterAttachment {
    Limits.path("namespace", namespace);
    Limits.notNegative("protocol family", protocolFamily);
    Limits.notNegative("hook", netfilterHook);
  }

  @Override
  public AttachKind kind() {
    return AttachKind.NETFILTER;
  }

  @Override
  public String describe() {
    return "netfilter hook " + netfilterHook + " priority " + priority + " in " + namespace;
  }
}
