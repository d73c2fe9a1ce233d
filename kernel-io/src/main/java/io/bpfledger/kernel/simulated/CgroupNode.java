package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.AttachType;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;

/** A cgroup and the links on its hooks. */
final class CgroupNode {

  private final long id;
  private final EnumMap<AttachType, List<LinkObject>> members = new EnumMap<>(AttachType.class);

  CgroupNode(long id) {
    this.id = id;
  }

  long id() {
    return id;
  }

  List<LinkObject> members(AttachType attachType) {
    return List.copyOf(members.getOrDefault(attachType, List.of()));
  }

  List<LinkObject> links() {
    return members.values().stream().flatMap(List::stream).toList();
  }

  void add(AttachType attachType, LinkObject link) {
    members.computeIfAbsent(attachType, _ -> new ArrayList<>()).add(link);
  }

  void remove(AttachType attachType, LinkObject link) {
    members.getOrDefault(attachType, List.of()).remove(link);
  }

  /** The cgroup is removed: its links stay as objects without a hook. */
  void vanish() {
    for (LinkObject link : links()) {
      link.attachment().detach(link);
    }
  }
}
