package io.bpfledger.kernel.simulated;

import io.bpfledger.kernel.Errno;
import java.nio.file.Path;
import java.util.Optional;
import java.util.TreeMap;

/** The cgroups of the machine by their paths. */
final class Cgroups {

  private final TreeMap<Path, CgroupNode> cgroups = new TreeMap<>();
  private long lastId;

  long add(Path path) {
    if (cgroups.containsKey(path)) {
      throw new Refusal(Errno.EEXIST, "a cgroup has that path");
    }
    lastId++;
    cgroups.put(path, new CgroupNode(lastId));
    return lastId;
  }

  void remove(Path path) {
    CgroupNode leaving = find(path);
    cgroups.remove(path);
    leaving.vanish();
  }

  Optional<CgroupNode> peek(Path path) {
    return Optional.ofNullable(cgroups.get(path));
  }

  CgroupNode find(Path path) {
    CgroupNode cgroup = cgroups.get(path);
    if (cgroup == null) {
      throw new Refusal(Errno.ENOENT, "no cgroup has that path");
    }
    return cgroup;
  }

  Iterable<CgroupNode> all() {
    return cgroups.values();
  }
}
