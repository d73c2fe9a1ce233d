package io.bpfledger.kernel;

import java.util.List;

/** Network namespaces and their interfaces. */
public interface Network {

  /** ENOENT when nothing is at the path. */
  Result<NamespaceIdentity> identify(NetworkNamespace namespace);

  /** ENODEV when the namespace has no interface of that name. */
  Result<NetworkInterface> lookup(NetworkNamespace namespace, String name);

  Result<List<NetworkInterface>> interfaces(NetworkNamespace namespace);
}
