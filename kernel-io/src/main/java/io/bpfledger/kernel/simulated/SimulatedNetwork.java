package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.Network;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Operation;
import io.bpfledger.kernel.Result;
import java.util.List;

/** Namespaces and interfaces, as one process sees them. */
final class SimulatedNetwork implements Network {

  private final SimulatedProcess process;
  private final NetworkState network;

  SimulatedNetwork(SimulatedProcess process) {
    this.process = process;
    this.network = process.machine().network();
  }

  @Override
  public Result<NamespaceIdentity> identify(NetworkNamespace namespace) {
    return process
        .gate()
        .call(
            Operation.IDENTIFY_NAMESPACE,
            namespace.toString(),
            () -> network.find(namespace).identity());
  }

  @Override
  public Result<NetworkInterface> lookup(NetworkNamespace namespace, String name) {
    return process
        .gate()
        .call(
            Operation.LOOKUP_INTERFACE,
            name,
            () -> found(namespace, network.find(namespace).named(name)));
  }

  @Override
  public Result<List<NetworkInterface>> interfaces(NetworkNamespace namespace) {
    return process
        .gate()
        .call(
            Operation.LIST_INTERFACES,
            namespace.toString(),
            () ->
                network.find(namespace).interfaces().stream()
                    .map(node -> found(namespace, node))
                    .toList());
  }

  private static NetworkInterface found(NetworkNamespace namespace, InterfaceNode node) {
    return new NetworkInterface(namespace, node.index(), node.name());
  }
}
