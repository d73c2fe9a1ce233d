package io.bpfledger.kernel.linux;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.KernelError;
import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.Network;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import io.bpfledger.kernel.linux.namespace.NamespaceFile;
import io.bpfledger.kernel.linux.netlink.InterfaceMessage;
import io.bpfledger.kernel.linux.netlink.NetlinkSocket;
import java.util.List;
import java.util.Optional;

/** Network namespaces and their interfaces, through route netlink. */
public final class LinuxNetwork implements Network {

  @Override
  public Result<NamespaceIdentity> identify(NetworkNamespace namespace) {
    return NamespaceFile.open(namespace, Operation.IDENTIFY_NAMESPACE)
        .flatMap(
            file -> {
              try (file) {
                return file.identity(namespace, Operation.IDENTIFY_NAMESPACE);
              }
            });
  }

  @Override
  public Result<NetworkInterface> lookup(NetworkNamespace namespace, String name) {
    String object = "interface '" + name + "' in " + namespace;
    Optional<String> flaw = InterfaceMessage.flawOf(name);
    if (flaw.isPresent()) {
      return Result.failure(
          KernelError.of(Operation.LOOKUP_INTERFACE, object, Errno.EINVAL, flaw.get()));
    }
    return NetlinkSocket.within(
            namespace,
            Operation.LOOKUP_INTERFACE,
            socket -> socket.ask(InterfaceMessage.byName(name), Operation.LOOKUP_INTERFACE, object))
        .flatMap(
            message ->
                InterfaceMessage.interfaceOf(message, namespace)
                    .map(Result::success)
                    .orElseGet(
                        () ->
                            Result.failure(
                                KernelError.of(
                                    Operation.LOOKUP_INTERFACE,
                                    object,
                                    Errno.EIO,
                                    "the kernel's answer names no interface"))))
        .mapError(LinuxNetwork::absent);
  }

  @Override
  public Result<List<NetworkInterface>> interfaces(NetworkNamespace namespace) {
    return NetlinkSocket.within(
            namespace,
            Operation.LIST_INTERFACES,
            socket ->
                socket.dump(
                    InterfaceMessage.list(), Operation.LIST_INTERFACES, namespace.toString()))
        .map(
            messages ->
                messages.stream()
                    .map(message -> InterfaceMessage.interfaceOf(message, namespace))
                    .flatMap(Optional::stream)
                    .toList());
  }

  private static KernelError absent(KernelError error) {
    return error.errno().equals(Errno.ENODEV)
        ? error.withFurtherDetail("the namespace has no interface of that name")
        : error;
  }
}
