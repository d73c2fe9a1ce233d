package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import io.bpfledger.kernel.NamespaceIdentity;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** A network namespace: its interfaces, and the hooks that belong to it as a whole. */
final class NamespaceNode {

  private static final int ALTERNATIVE_NAME_LIMIT = 127;

  private final NamespaceIdentity identity;
  private final TreeMap<Integer, InterfaceNode> interfaces = new TreeMap<>();
  private final List<LinkObject> netfilterLinks = new ArrayList<>();
  private final List<LinkObject> socketLookupLinks = new ArrayList<>();
  private int lastIndex;

  NamespaceNode(NamespaceIdentity identity) {
    this.identity = identity;
  }

  NamespaceIdentity identity() {
    return identity;
  }

  InterfaceNode addInterface(String name, boolean driverRunsXdp) {
    if (interfaces.values().stream().anyMatch(other -> other.name().equals(name))) {
      throw new Refusal(Errno.EEXIST, "the namespace has an interface of that name");
    }
    lastIndex++;
    InterfaceNode added = new InterfaceNode(this, lastIndex, name, driverRunsXdp);
    interfaces.put(lastIndex, added);
    return added;
  }

  void removeInterface(InterfaceNode leaving) {
    interfaces.remove(leaving.index());
    leaving.vanish();
  }

  Collection<InterfaceNode> interfaces() {
    return List.copyOf(interfaces.values());
  }

  InterfaceNode named(String name) {
    if (name.isEmpty()
        || name.length() > ALTERNATIVE_NAME_LIMIT
        || name.chars().anyMatch(NamespaceNode::isFlaw)) {
      throw new Refusal(Errno.EINVAL, "no interface can have that name");
    }
    return interfaces.values().stream()
        .filter(candidate -> candidate.name().equals(name))
        .findFirst()
        .orElseThrow(
            () -> new Refusal(Errno.ENODEV, "the namespace has no interface of that name"));
  }

  Optional<InterfaceNode> peek(int index) {
    return Optional.ofNullable(interfaces.get(index));
  }

  private static boolean isFlaw(int character) {
    return character == '/' || character == ':' || Character.isWhitespace(character);
  }

  /** The interface of that index, or a refusal with the errno that the family of the hook uses. */
  InterfaceNode indexed(int index, Errno errnoWhenGone) {
    InterfaceNode found = interfaces.get(index);
    if (found == null) {
      throw new Refusal(errnoWhenGone, "the interface does not exist any more");
    }
    return found;
  }

  List<LinkObject> netfilterLinks() {
    return netfilterLinks;
  }

  List<LinkObject> socketLookupLinks() {
    return socketLookupLinks;
  }

  void vanish() {
    interfaces().forEach(this::removeInterface);
    for (LinkObject link : List.copyOf(socketLookupLinks)) {
      link.attachment().detach(link);
    }
  }
}
