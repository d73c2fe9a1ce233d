package io.bpfledger.kernel.linux.attach;

import io.bpfledger.kernel.AttachType;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.LinkHandle;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.attach.XdpTarget;
import io.bpfledger.kernel.linux.namespace.NamespaceEntry;

/**
 * XDP: the place is the interface index, in the namespace of the calling thread; flags the mode.
 */
public final class XdpLink {

  private XdpLink() {}

  public static Result<LinkHandle> create(int program, XdpTarget target) {
    NetworkInterface networkInterface = target.networkInterface();
    return NamespaceEntry.within(
            networkInterface.namespace(),
            Operation.CREATE_LINK,
            () ->
                LinkCreate.call(
                    program,
                    networkInterface.index(),
                    AttachType.XDP,
                    target.mode().flags(),
                    LinkCreate.NONE,
                    target))
        .mapError(error -> explain(error, networkInterface));
  }

  private static KernelError explain(KernelError error, NetworkInterface networkInterface) {
    return switch (error.errno().name()) {
      case "EBUSY" ->
          error.withDetail(
              "another program holds the XDP hook of "
                  + networkInterface.name()
                  + "; 'bpftool net' names it");
      case "EEXIST" ->
          error.withDetail("a program is attached there in another mode, and both cannot be");
      case "EOPNOTSUPP" ->
          error.withDetail(
              "the driver has no XDP of this mode; generic mode works with any driver");
      case "EINVAL" ->
          error.withDetail(
              "there is no interface of index "
                  + networkInterface.index()
                  + " any more, or the program is no XDP program for interfaces");
      case "ERANGE" ->
          error.withDetail(
              "the MTU is too large for a program that does not handle fragments; use a smaller"
                  + " MTU, xdp.frags or generic mode");
      case "ENOSPC" ->
          error.withDetail(
              "the device, or its peer, has fewer receive than transmit queues; even them out with"
                  + " ethtool -L");
      case "EPERM" -> error.withDetail("attaching XDP programs needs CAP_NET_ADMIN and CAP_BPF");
      default -> error;
    };
  }
}
