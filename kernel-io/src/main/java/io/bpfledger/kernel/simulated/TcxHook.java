package io.bpfledger.kernel.simulated;

import java.util.ArrayList;
import java.util.List;

/** The TCX hook of one direction of an interface: links in order, and a count of changes. */
final class TcxHook {

  private static final long FIRST_REVISION = 1;

  private final List<LinkObject> members = new ArrayList<>();
  private long revision = FIRST_REVISION;

  List<LinkObject> members() {
    return List.copyOf(members);
  }

  long revision() {
    return revision;
  }

  void insert(int position, LinkObject link) {
    members.add(position, link);
    revision++;
  }

  void changed() {
    revision++;
  }

  void remove(LinkObject link) {
    if (members.remove(link)) {
      revision++;
    }
    if (members.isEmpty()) {
      revision = FIRST_REVISION;
    }
  }

  void deviceGone() {
    for (LinkObject link : members()) {
      link.attachment().detach(link);
    }
  }
}
