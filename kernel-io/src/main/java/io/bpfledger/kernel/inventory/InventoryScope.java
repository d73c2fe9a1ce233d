package io.bpfledger.kernel.inventory;

import io.bpfledger.kernel.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;

/**
 * Where to look for what has no id: pins and filters. Programs, links and maps are always looked
 * at, all of the kernel's.
 *
 * @param pinRoots directories of a bpffs
 * @param namespaces network namespaces whose interfaces, qdiscs and filters to read
 */
public record InventoryScope(List<Path> pinRoots, List<NetworkNamespace> namespaces) {

  public InventoryScope {
    pinRoots = List.copyOf(pinRoots);
    namespaces = List.copyOf(namespaces);
  }
}
