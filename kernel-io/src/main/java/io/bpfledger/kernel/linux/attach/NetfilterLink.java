package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.NetfilterTarget;
import io.bpfledger.kernel.linux.ffi.Memory;
import io.bpfledger.kernel.linux.namespace.NamespaceEntry;

/**
 * Netfilter: no place but the namespace of the calling thread; {protocol family@16, hook@20,
 * priority@24, flags@28}.
 */
public final class NetfilterLink {

  private static final int DEFRAGMENT = 1;

  private NetfilterLink() {}

  public static Result<LinkHandle> create(int program, NetfilterTarget target) {
    return NamespaceEntry.within(
            target.namespace(),
            Operation.CREATE_LINK,
            () ->
                LinkCreate.call(
                    program,
                    0,
                    AttachType.NETFILTER,
                    0,
                    (attribute, _) -> {
                      Memory.setInt(attribute, 16, target.protocolFamily());
                      Memory.setInt(attribute, 20, target.hook());
                      Memory.setInt(attribute, 24, target.priority());
                      Memory.setInt(attribute, 28, target.defragment() ? DEFRAGMENT : 0);
                    },
                    target))
        .mapError(error -> explain(error, target));
  }

  private static KernelError explain(KernelError error, NetfilterTarget target) {
    return switch (error.errno().name()) {
      case "EBUSY" ->
          error.withDetail(
              "a BPF program has priority " + target.priority() + " on that hook; choose another");
      case "EAFNOSUPPORT" ->
          error.withDetail("protocol family 2 is IPv4 and 10 is IPv6; there are no others");
      case "EPROTO" -> error.withDetail("hooks are 0 (prerouting) to 4 (postrouting)");
      case "EINVAL" ->
          error.withDetail(
              "the smallest and the largest priority are reserved, with defragmentation it must be"
                  + " above -400, and the program must be of type netfilter");
      case "EOPNOTSUPP" ->
          error.withDetail("this kernel cannot defragment packets of that protocol");
      case "EPERM" -> error.withDetail("attaching to netfilter needs CAP_NET_ADMIN and CAP_BPF");
      default -> error;
    };
  }
}
