package io.bpfledger.core.work;

import io.bpfledger.kernel.KernelError;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What could not be removed, and why. Many are told by their number. */
final class Leftovers {

  private static final int LISTED_MAX = 100;

  private final List<String> listed = new ArrayList<>();
  private int more;

  void add(Path path, KernelError error) {
    add(path + ": " + error.errno());
  }

  void add(String leftover) {
    if (listed.size() < LISTED_MAX) {
      listed.add(leftover);
    } else {
      more++;
    }
  }

  boolean isEmpty() {
    return listed.isEmpty();
  }

  List<String> toList() {
    List<String> all = new ArrayList<>(listed);
    if (more > 0) {
      all.add("and " + more + " more");
    }
    return List.copyOf(all);
  }

  @Override
  public String toString() {
    return String.join(", ", toList());
  }
}
