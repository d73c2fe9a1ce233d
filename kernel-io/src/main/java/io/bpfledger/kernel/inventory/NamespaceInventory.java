package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import io.bpfledger.kernel.Qdisc;
import io.bpfledger.kernel.TcFilter;
import java.util.List;

/** The interfaces of one network namespace, and the qdiscs and filters on them. */
public record NamespaceInventory(
    NetworkNamespace namespace,
    NamespaceIdentity identity,
    List<NetworkInterface> interfaces,
    List<Qdisc> qdiscs,
    List<TcFilter> filters) {

  public NamespaceInventory {
    interfaces = List.copyOf(interfaces);
    qdiscs = List.copyOf(qdiscs);
    filters = List.copyOf(filters);
  }
}
