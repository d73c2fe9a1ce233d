package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.NamespaceIdentity;
import io.bpfledger.kernel.NetworkInterface;
import io.bpfledger.kernel.NetworkNamespace;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** The network namespaces of the machine by their paths. */
final class NetworkState {

  private static final long NAMESPACE_DEVICE = 4;
  private static final long FIRST_INODE = 4_026_531_840L;

  private final NoticeBoard notices;
  private final TreeMap<String, NamespaceNode> namespaces = new TreeMap<>();
  private final List<NamespaceNode> nameless = new ArrayList<>();
  private long lastInode = FIRST_INODE - 1;

  NetworkState(NoticeBoard notices) {
    this.notices = notices;
    addNamespace(NetworkNamespace.OWN);
    addInterface(NetworkNamespace.OWN, "eth0", true);
  }

  /** A new namespace with its loopback interface. */
  void addNamespace(NetworkNamespace path) {
    if (namespaces.containsKey(path.path())) {
      throw new Refusal(Errno.EEXIST, "a namespace has that path");
    }
    lastInode++;
    NamespaceNode namespace = new NamespaceNode(new NamespaceIdentity(NAMESPACE_DEVICE, lastInode));
    namespaces.put(path.path(), namespace);
    notices.interfaceChanged(namespace.addInterface("lo", false));
  }

  void removeNamespace(NetworkNamespace path) {
    NamespaceNode leaving = find(path);
    namespaces.remove(path.path());
    nameless.add(leaving);
    forgetUnheld();
  }

  /** A namespace without a name lives on as long as a netfilter link holds it. */
  void forgetUnheld() {
    for (NamespaceNode leaving : List.copyOf(nameless)) {
      if (leaving.netfilterLinks().isEmpty()) {
        nameless.remove(leaving);
        leaving.interfaces().forEach(notices::interfaceRemoved);
        leaving.vanish();
      }
    }
  }

  InterfaceNode addInterface(NetworkNamespace path, String name, boolean driverRunsXdp) {
    InterfaceNode added = find(path).addInterface(name, driverRunsXdp);
    notices.interfaceChanged(added);
    return added;
  }

  void removeInterface(InterfaceNode leaving) {
    leaving.namespace().removeInterface(leaving);
    notices.interfaceRemoved(leaving);
  }

  void rename(InterfaceNode node, String newName) {
    node.rename(newName);
    notices.interfaceChanged(node);
  }

  NamespaceNode find(NetworkNamespace path) {
    NamespaceNode namespace = namespaces.get(path.path());
    if (namespace == null) {
      throw new Refusal(Errno.ENOENT, "no network namespace has that path");
    }
    return namespace;
  }

  /** Where the interface that was found earlier is now, if it still is. */
  InterfaceNode find(NetworkInterface networkInterface, Errno errnoWhenGone) {
    return find(networkInterface.namespace()).indexed(networkInterface.index(), errnoWhenGone);
  }

  List<NamespaceNode> all() {
    List<NamespaceNode> all = new ArrayList<>(namespaces.values());
    all.addAll(nameless);
    return all;
  }
}
